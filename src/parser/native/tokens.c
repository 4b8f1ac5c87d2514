/*
 * The tokens of Nix, by the rules of Nix' own lexer: the longest match wins, and only strings and paths have a state.
 * It replaces the lexer that comes with the grammar, which depends on the parser's state and so reads `a//b` as a path.
 */
#include "nix.h"

Tokens tokens;
Ranges comments;

enum { MODE_CODE, MODE_STRING, MODE_INDENTED, MODE_PATH };

/* What encloses the current token; a closing brace goes back to it. */
typedef struct {
  uint8_t mode;
  /* Opened by `${`, not `{`. */
  uint8_t interpolation;
} Scope;
static ARRAY(Scope) scopes;

/* `inherit (` seen: the depth of that parenthesis, to find `inherit (e);`. */
static ARRAY(uint32_t) inherit_parens;
static uint32_t paren_depth;
/* Brackets of any kind that are open, and where there are too many. */
static uint32_t bracket_depth;
uint32_t too_deep;

/* Ends of the last runs of path and scheme characters: `1+1+1` is one run for three numbers, and is looked at once. */
static uint32_t path_run_end, scheme_run_end;

enum {
  C_ID_START = 1,
  C_ID = 2,
  C_DIGIT = 4,
  C_PATH = 8,
  C_SCHEME = 16,
  C_URI = 32,
  C_SPACE = 64,
  C_LETTER = 128
};
static uint8_t classes[128];

static void init_classes(void) {
  if (classes['a']) return;
  for (int c = 0; c < 128; c++) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool digit = c >= '0' && c <= '9';
    uint8_t class = 0;
    if (letter) class |= C_LETTER;
    if (letter || c == '_') class |= C_ID_START;
    if (letter || digit || c == '_' || c == '\'' || c == '-') class |= C_ID;
    if (digit) class |= C_DIGIT;
    if (letter || digit || c == '.' || c == '_' || c == '-' || c == '+') class |= C_PATH;
    if (letter || digit || c == '+' || c == '-' || c == '.') class |= C_SCHEME;
    if (letter || digit || (c && strchr("%/?:@&=+$,-_.!~*'", c))) class |= C_URI;
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') class |= C_SPACE;
    classes[c] = class;
  }
}

static inline bool is(uint16_t c, uint8_t class) { return c < 128 && (classes[c] & class); }

static void push(uint32_t kind, uint32_t start, uint32_t end) { ARRAY_PUSH(tokens, start, end, kind); }

static uint32_t keyword(const uint16_t *s, uint32_t length) {
  static const struct {
    const char *text;
    uint8_t kind;
  } words[] = {
    {"if", T_IF}, {"in", T_IN}, {"or", T_OR}, {"let", T_LET}, {"rec", T_REC}, {"then", T_THEN},
    {"else", T_ELSE}, {"with", T_WITH}, {"assert", T_ASSERT}, {"inherit", T_INHERIT},
  };
  if (length < 2 || length > 7) return T_IDENTIFIER;
  for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
    const char *word = words[i].text;
    uint32_t j = 0;
    while (j < length && word[j] && s[j] == (uint8_t)word[j]) j++;
    if (j == length && !word[j]) return words[i].kind;
  }
  return T_IDENTIFIER;
}

/* FLOAT of Nix: (([1-9][0-9]*\.[0-9]*)|(0?\.[0-9]+))([Ee][+-]?[0-9]+)?; its end, or 0. */
static uint32_t scan_float(const uint16_t *s, uint32_t i) {
  if (s[i] >= '1' && s[i] <= '9') {
    while (is(s[i], C_DIGIT)) i++;
    if (s[i] != '.') return 0;
    i++;
  } else {
    if (s[i] == '0') i++;
    if (s[i] != '.' || !is(s[i + 1], C_DIGIT)) return 0;
    i++;
  }
  while (is(s[i], C_DIGIT)) i++;
  if (s[i] == 'e' || s[i] == 'E') {
    uint32_t j = i + 1;
    if (s[j] == '+' || s[j] == '-') j++;
    if (is(s[j], C_DIGIT)) {
      while (is(s[j], C_DIGIT)) j++;
      i = j;
    }
  }
  return i;
}

/* The end of `/* … *​/`, or 0 when it does not end. */
static uint32_t scan_comment(const uint16_t *s, uint32_t i, uint32_t length) {
  for (i += 2; i + 1 < length; i++) {
    if (s[i] == '*' && s[i + 1] == '/') return i + 2;
  }
  return 0;
}

/* The end of SPATH, `<a/b>`, or 0. */
static uint32_t scan_search_path(const uint16_t *s, uint32_t i) {
  i++;
  for (;;) {
    if (!is(s[i], C_PATH)) return 0;
    while (is(s[i], C_PATH)) i++;
    if (s[i] == '>') return i + 1;
    if (s[i] != '/') return 0;
    i++;
  }
}

static uint32_t scan_path_text(const uint16_t *s, uint32_t i) {
  while (is(s[i], C_PATH) || s[i] == '/') i++;
  return i;
}

static void open_scope(uint8_t mode, bool interpolation) { ARRAY_PUSH(scopes, mode, interpolation); }

/* Text between the quotes, up to a closing quote, a `${` or the end; pairs as in the regular expression of Nix. */
static uint32_t scan_string(const uint16_t *s, uint32_t i, uint32_t length) {
  while (i < length) {
    uint16_t c = s[i];
    if (c == '"') return i;
    if (c == '\\') {
      i += 2;
    } else if (c == '$') {
      uint16_t next = s[i + 1];
      if (next == '{') return i;
      if (next == '"') return i + 1;
      i += next == '\\' ? 3 : 2;
    } else {
      i++;
    }
  }
  return length;
}

static uint32_t scan_indented(const uint16_t *s, uint32_t i, uint32_t length) {
  while (i < length) {
    uint16_t c = s[i];
    if (c == '$') {
      uint16_t next = s[i + 1];
      if (next == '{') return i;
      i += next == '\'' ? 1 : 2;
    } else if (c == '\'') {
      uint16_t next = s[i + 1];
      if (next == '\'') {
        uint16_t third = s[i + 2];
        if (third == '$' || third == '\'') i += 3;
        else if (third == '\\') i += 4;
        else return i;
      } else {
        i += next == '$' ? 1 : 2;
      }
    } else {
      i++;
    }
  }
  return length;
}

static uint32_t operator_token(const uint16_t *s, uint32_t i, uint32_t *length) {
  uint16_t c = s[i], d = s[i + 1];
  *length = 2;
  switch (c) {
    case '=': if (d == '=') return T_EQ; break;
    case '!': if (d == '=') return T_NEQ; break;
    case '<': if (d == '=') return T_LE; if (d == '|') return T_PIPE_FROM; break;
    case '>': if (d == '=') return T_GE; break;
    case '&': if (d == '&') return T_AND; break;
    case '|': if (d == '|') return T_OR_OP; if (d == '>') return T_PIPE_INTO; break;
    case '-': if (d == '>') return T_IMPLIES; break;
    case '/': if (d == '/') return T_UPDATE; break;
    case '+': if (d == '+') return T_CONCAT; break;
    case '.': if (d == '.' && s[i + 2] == '.') { *length = 3; return T_ELLIPSIS; } break;
    case '$': if (d == '{') return T_INTERPOLATION; break;
    case '\'': if (d == '\'') return T_INDENTED_QUOTE; break;
  }
  *length = 1;
  switch (c) {
    case ':': return T_COLON;
    case '@': return T_AT;
    case '{': return T_LBRACE;
    case '}': return T_RBRACE;
    case ',': return T_COMMA;
    case '?': return T_QUESTION;
    case ';': return T_SEMICOLON;
    case '=': return T_EQUALS;
    case '.': return T_DOT;
    case '(': return T_LPAREN;
    case ')': return T_RPAREN;
    case '[': return T_LBRACKET;
    case ']': return T_RBRACKET;
    case '"': return T_QUOTE;
    case '!': return T_NOT;
    case '-': return T_MINUS;
    case '<': return T_LT;
    case '>': return T_GT;
    case '+': return T_PLUS;
    case '*': return T_STAR;
    case '/': return T_SLASH;
  }
  return T_INVALID;
}

/* Drops the comma of `{ a, b, }`, which the grammar does not know; Nix has no other use for one before a brace. */
static void drop_trailing_comma(void) {
  if (tokens.size < 2 || tokens.items[tokens.size - 1].kind != T_COMMA) return;
  uint32_t before = tokens.items[tokens.size - 2].kind;
  if (before != T_LBRACE && before != T_COMMA && before != T_ELLIPSIS) tokens.size--;
}

/*
 * One token of code at `i`, returns its end. A word is first run through as what could begin a path or a URI, since
 * those are longer than the identifier or number they begin with.
 */
static uint32_t code_token(const uint16_t *s, uint32_t i, uint8_t *mode) {
  uint16_t c = s[i];
  if (is(c, C_PATH) || c == '/' || c == '~') {
    if (i >= path_run_end) {
      path_run_end = i;
      while (is(s[path_run_end], C_PATH)) path_run_end++;
    }
    uint32_t j = path_run_end;
    bool home = c == '~';
    if (home) j++;
    if (s[j] == '/' && (is(s[j + 1], C_PATH) || (s[j + 1] == '$' && s[j + 2] == '{'))) {
      j = scan_path_text(s, j + 1);
      /* `a/b//${x}` and the like all continue the path. */
      push(home ? T_HOME_PATH : T_PATH_START, i, j);
      *mode = MODE_PATH;
      return j;
    }
    if (is(c, C_LETTER)) {
      if (i >= scheme_run_end) {
        scheme_run_end = i;
        while (is(s[scheme_run_end], C_SCHEME)) scheme_run_end++;
      }
      uint32_t k = scheme_run_end;
      if (s[k] == ':' && is(s[k + 1], C_URI)) {
        k++;
        while (is(s[k], C_URI)) k++;
        push(T_URI, i, k);
        return k;
      }
    }
    if (is(c, C_ID_START)) {
      uint32_t k = i;
      while (is(s[k], C_ID)) k++;
      uint32_t kind = keyword(s + i, k - i);
      push(kind, i, k);
      return k;
    }
    if (is(c, C_DIGIT) || c == '.') {
      uint32_t k = scan_float(s, i);
      if (k) {
        push(T_FLOAT, i, k);
        return k;
      }
    }
    if (is(c, C_DIGIT)) {
      uint32_t k = i;
      while (is(s[k], C_DIGIT)) k++;
      push(T_INTEGER, i, k);
      return k;
    }
  }
  if (c == '<') {
    uint32_t k = scan_search_path(s, i);
    if (k) {
      push(T_SEARCH_PATH, i, k);
      return k;
    }
  }
  uint32_t size;
  uint32_t kind = operator_token(s, i, &size);
  switch (kind) {
    case T_LBRACE:
      open_scope(MODE_CODE, false);
      bracket_depth++;
      break;
    case T_INTERPOLATION:
      open_scope(MODE_CODE, true);
      bracket_depth++;
      break;
    case T_LBRACKET:
      bracket_depth++;
      break;
    case T_RBRACKET:
      if (bracket_depth) bracket_depth--;
      break;
    case T_RBRACE:
      if (bracket_depth) bracket_depth--;
      if (scopes.size) {
        Scope scope = scopes.items[--scopes.size];
        *mode = scope.mode;
        if (!scope.interpolation) drop_trailing_comma();
      }
      break;
    case T_QUOTE:
      *mode = MODE_STRING;
      break;
    case T_INDENTED_QUOTE:
      *mode = MODE_INDENTED;
      break;
    case T_LPAREN:
      paren_depth++;
      bracket_depth++;
      if (tokens.size && tokens.items[tokens.size - 1].kind == T_INHERIT) ARRAY_PUSH(inherit_parens, paren_depth);
      break;
    case T_RPAREN:
      if (paren_depth) paren_depth--;
      if (bracket_depth) bracket_depth--;
      break;
    case T_SEMICOLON: {
      /* `inherit;` and `inherit (e);` name nothing, which the grammar does not know: give it an empty name. */
      uint32_t last = tokens.size ? tokens.items[tokens.size - 1].kind : T_EOF;
      bool closed = inherit_parens.size && inherit_parens.items[inherit_parens.size - 1] > paren_depth;
      bool empty = last == T_INHERIT ||
        (last == T_RPAREN && closed && inherit_parens.items[inherit_parens.size - 1] == paren_depth + 1);
      if (empty) push(T_IDENTIFIER, i, i);
      break;
    }
  }
  if (kind == T_INVALID && (c & 0xfc00) == 0xd800 && (s[i + 1] & 0xfc00) == 0xdc00) size = 2;
  push(kind, i, i + size);
  return i + size;
}

/* Skips blanks and comments; an unfinished comment becomes a token that runs to the end. */
static uint32_t skip_blank(const uint16_t *s, uint32_t i, uint32_t length) {
  for (;;) {
    while (is(s[i], C_SPACE)) i++;
    if (s[i] == '#') {
      uint32_t start = i;
      while (i < length && s[i] != '\n' && s[i] != '\r') i++;
      ARRAY_PUSH(comments, start, i);
    } else if (s[i] == '/' && s[i + 1] == '*') {
      uint32_t end = scan_comment(s, i, length);
      if (!end) {
        push(T_OPEN_COMMENT, i, length);
        return length;
      }
      ARRAY_PUSH(comments, i, end);
      i = end;
    } else {
      return i;
    }
  }
}

bool tokenize(const uint16_t *s, uint32_t length, uint32_t max_depth) {
  init_classes();
  tokens.size = comments.size = scopes.size = inherit_parens.size = 0;
  paren_depth = bracket_depth = path_run_end = scheme_run_end = 0;
  ARRAY_RESERVE(tokens, length / 4 + 16);
  uint8_t mode = MODE_CODE;
  uint32_t i = 0;
  while (i < length) {
    uint32_t end;
    if (bracket_depth > max_depth) {
      too_deep = tokens.items[tokens.size - 1].start;
      return false;
    }
    switch (mode) {
      case MODE_CODE:
        i = skip_blank(s, i, length);
        if (i >= length) break;
        /* Parentheses of an `inherit` that are closed and not directly followed by `;` are of no more interest. */
        if (inherit_parens.size && inherit_parens.items[inherit_parens.size - 1] > paren_depth && s[i] != ';') {
          inherit_parens.size--;
        }
        i = code_token(s, i, &mode);
        break;
      case MODE_STRING:
      case MODE_INDENTED: {
        bool indented = mode == MODE_INDENTED;
        end = indented ? scan_indented(s, i, length) : scan_string(s, i, length);
        if (end > length) end = length;
        if (end > i) push(indented ? T_INDENTED_TEXT : T_STRING_TEXT, i, end);
        i = end;
        if (i >= length) break;
        if (s[i] == '$') {
          push(T_INTERPOLATION, i, i + 2);
          open_scope(mode, true);
          bracket_depth++;
          mode = MODE_CODE;
          i += 2;
        } else {
          uint32_t size = indented ? 2 : 1;
          push(indented ? T_INDENTED_QUOTE : T_QUOTE, i, i + size);
          mode = MODE_CODE;
          i += size;
        }
        break;
      }
      case MODE_PATH:
        end = scan_path_text(s, i);
        if (end > i) {
          push(T_PATH_TEXT, i, end);
          i = end;
        }
        if (s[i] == '$' && s[i + 1] == '{') {
          push(T_PATH_INTERPOLATION, i, i + 2);
          open_scope(MODE_PATH, true);
          bracket_depth++;
          mode = MODE_CODE;
          i += 2;
        } else {
          mode = MODE_CODE;
        }
        break;
    }
  }
  push(T_EOF, length, length);
  return true;
}
