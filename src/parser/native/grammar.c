/*
 * Parses by the tables of tree-sitter-nix. Its grammar has no conflicts, so a plain LR automaton over the tables reads
 * every valid file; tree-sitter itself is needed only to recover from errors (recover.c).
 */
#include "parser.c"

#include "nix.h"

Records records;

/* The grammar's own scanner is not used: every token comes from tokens.c. */
void *tree_sitter_nix_external_scanner_create(void) { return NULL; }
void tree_sitter_nix_external_scanner_destroy(void *payload) {}
bool tree_sitter_nix_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) { return false; }
unsigned tree_sitter_nix_external_scanner_serialize(void *payload, char *buffer) { return 0; }
void tree_sitter_nix_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {}

/* Decoded actions: what the automaton does in a state at a token kind. */
typedef struct {
  uint8_t type;
  uint8_t child_count;
  /* State to go to, or symbol to reduce to. */
  uint16_t target;
} Action;
enum { ACTION_ERROR, ACTION_SHIFT, ACTION_REDUCE, ACTION_ACCEPT };

static Action actions[STATE_COUNT][TOKEN_KINDS];
static uint16_t gotos[STATE_COUNT][SYMBOL_COUNT - TOKEN_COUNT];
/* Whether `or` after an attribute path can come in a state. */
static bool or_is_default[STATE_COUNT];

static const int16_t token_symbols[TOKEN_KINDS] = {
  [T_EOF] = ts_builtin_sym_end,
  [T_IDENTIFIER] = sym_identifier,
  [T_INTEGER] = sym_integer_expression,
  [T_FLOAT] = sym_float_expression,
  [T_HOME_PATH] = sym__hpath_start,
  [T_SEARCH_PATH] = sym_spath_expression,
  [T_URI] = sym_uri_expression,
  [T_STRING_TEXT] = sym_string_fragment,
  [T_INDENTED_TEXT] = sym__indented_string_fragment,
  [T_PATH_START] = sym__path_start,
  [T_PATH_TEXT] = sym_path_fragment,
  [T_ELLIPSIS] = sym_ellipses,
  [T_COLON] = anon_sym_COLON,
  [T_AT] = anon_sym_AT,
  [T_LBRACE] = anon_sym_LBRACE,
  [T_RBRACE] = anon_sym_RBRACE,
  [T_COMMA] = anon_sym_COMMA,
  [T_QUESTION] = anon_sym_QMARK,
  [T_SEMICOLON] = anon_sym_SEMI,
  [T_EQUALS] = anon_sym_EQ,
  [T_DOT] = anon_sym_DOT,
  [T_LPAREN] = anon_sym_LPAREN,
  [T_RPAREN] = anon_sym_RPAREN,
  [T_LBRACKET] = anon_sym_LBRACK,
  [T_RBRACKET] = anon_sym_RBRACK,
  [T_QUOTE] = anon_sym_DQUOTE,
  [T_INDENTED_QUOTE] = anon_sym_SQUOTE_SQUOTE,
  [T_INTERPOLATION] = anon_sym_DOLLAR_LBRACE2,
  [T_PATH_INTERPOLATION] = anon_sym_DOLLAR_LBRACE,
  [T_NOT] = anon_sym_BANG,
  [T_MINUS] = anon_sym_DASH,
  [T_EQ] = anon_sym_EQ_EQ,
  [T_NEQ] = anon_sym_BANG_EQ,
  [T_LT] = anon_sym_LT,
  [T_LE] = anon_sym_LT_EQ,
  [T_GT] = anon_sym_GT,
  [T_GE] = anon_sym_GT_EQ,
  [T_AND] = anon_sym_AMP_AMP,
  [T_OR_OP] = anon_sym_PIPE_PIPE,
  [T_PLUS] = anon_sym_PLUS,
  [T_STAR] = anon_sym_STAR,
  [T_SLASH] = anon_sym_SLASH,
  [T_IMPLIES] = anon_sym_DASH_GT,
  [T_UPDATE] = anon_sym_SLASH_SLASH,
  [T_CONCAT] = anon_sym_PLUS_PLUS,
  /* The pipes are not in the grammar: they are read as the loosest operator of it and told apart in the lowering. */
  [T_PIPE_INTO] = anon_sym_DASH_GT,
  [T_PIPE_FROM] = anon_sym_DASH_GT,
  [T_ASSERT] = anon_sym_assert,
  [T_WITH] = anon_sym_with,
  [T_LET] = anon_sym_let,
  [T_IN] = anon_sym_in,
  [T_IF] = anon_sym_if,
  [T_THEN] = anon_sym_then,
  [T_ELSE] = anon_sym_else,
  [T_REC] = anon_sym_rec,
  [T_INHERIT] = anon_sym_inherit,
  [T_OR] = anon_sym_or,
  [T_INVALID] = -1,
  [T_OPEN_COMMENT] = -1,
};

static const uint8_t symbol_records[SYMBOL_COUNT] = {
  [sym_identifier] = N_NAME,
  [sym_integer_expression] = N_INTEGER,
  [sym_float_expression] = N_FLOAT,
  [sym__hpath_start] = N_PATH_TEXT,
  [sym_spath_expression] = N_SEARCH_PATH,
  [sym_uri_expression] = N_URI,
  [sym_ellipses] = N_ELLIPSIS,
  [sym_string_fragment] = N_STRING_TEXT,
  [sym__indented_string_fragment] = N_INDENTED_TEXT,
  [sym__path_start] = N_PATH_TEXT,
  [sym_path_fragment] = N_PATH_TEXT,
  [sym_source_code] = N_FILE,
  [sym_variable_expression] = N_VARIABLE,
  [sym_path_expression] = N_PATH,
  [sym_hpath_expression] = N_PATH,
  [sym_function_expression] = N_FUNCTION,
  [sym_formals] = N_FORMALS,
  [sym_formal] = N_FORMAL,
  [sym_assert_expression] = N_ASSERT,
  [sym_with_expression] = N_WITH,
  [sym_let_expression] = N_LET,
  [sym_if_expression] = N_IF,
  [sym_has_attr_expression] = N_HAS_ATTR,
  [sym_unary_expression] = N_UNARY,
  [sym_binary_expression] = N_BINARY,
  [sym_apply_expression] = N_APPLY,
  [sym_select_expression] = N_SELECT,
  [sym_parenthesized_expression] = N_PAREN,
  [sym_attrset_expression] = N_ATTRSET,
  [sym_let_attrset_expression] = N_LEGACY_LET,
  [sym_rec_attrset_expression] = N_REC_ATTRSET,
  [sym_string_expression] = N_STRING,
  [sym_indented_string_expression] = N_INDENTED_STRING,
  [sym_binding] = N_BINDING,
  [sym_inherit] = N_INHERIT,
  [sym_inherit_from] = N_INHERIT_FROM,
  [sym__immediate_interpolation] = N_INTERPOLATION,
  [sym_interpolation] = N_INTERPOLATION,
  [sym_list_expression] = N_LIST,
};

/* The row of the parse table for a state: an index into the actions for tokens, a state for other symbols. */
static void read_row(uint32_t state, uint16_t row[SYMBOL_COUNT]) {
  const TSLanguage *language = tree_sitter_nix();
  if (state < language->large_state_count) {
    memcpy(row, language->parse_table + state * SYMBOL_COUNT, SYMBOL_COUNT * sizeof *row);
    return;
  }
  memset(row, 0, SYMBOL_COUNT * sizeof *row);
  const uint16_t *data =
    language->small_parse_table + language->small_parse_table_map[state - language->large_state_count];
  for (uint16_t groups = *data++; groups; groups--) {
    uint16_t value = *data++;
    for (uint16_t count = *data++; count; count--) row[*data++] = value;
  }
}

static Action decode(uint16_t index) {
  const TSParseActionEntry *entry = tree_sitter_nix()->parse_actions + index;
  for (uint32_t i = 1; i <= entry->entry.count; i++) {
    TSParseAction action = entry[i].action;
    switch (action.type) {
      case TSParseActionTypeShift:
        if (action.shift.repetition || action.shift.extra) continue;
        return (Action){ACTION_SHIFT, 0, action.shift.state};
      case TSParseActionTypeReduce:
        return (Action){ACTION_REDUCE, action.reduce.child_count, action.reduce.symbol};
      case TSParseActionTypeAccept:
        return (Action){ACTION_ACCEPT, 0, 0};
    }
  }
  return (Action){ACTION_ERROR, 0, 0};
}

void grammar_init(void) {
  uint16_t row[SYMBOL_COUNT];
  for (uint32_t state = 1; state < STATE_COUNT; state++) {
    read_row(state, row);
    for (uint32_t kind = 0; kind < TOKEN_KINDS; kind++) {
      if (token_symbols[kind] >= 0) actions[state][kind] = decode(row[token_symbols[kind]]);
    }
    /* Where no attribute path was before it, `or` is a name: `x.or`, `map or [ ]`. */
    or_is_default[state] = actions[state][T_OR].type != ACTION_ERROR;
    if (!or_is_default[state]) actions[state][T_OR] = actions[state][T_IDENTIFIER];
    memcpy(gotos[state], row + TOKEN_COUNT, sizeof gotos[state]);
  }
}

int token_symbol(uint32_t state, uint32_t kind) {
  if (kind == T_OR && !or_is_default[state]) return sym_identifier;
  return token_symbols[kind];
}

uint32_t symbol_record(uint32_t symbol) { return symbol < SYMBOL_COUNT ? symbol_records[symbol] : N_NONE; }

const void *grammar_language(void) { return tree_sitter_nix(); }
const uint32_t grammar_stray_symbol = sym_keyword;

/* One symbol on the stack of the automaton. */
typedef struct {
  uint16_t state;
  uint16_t symbol;
  /* Token kind of a token; T_INVALID for other symbols. */
  uint8_t token;
  uint32_t start, end;
  /* How many of the last records belong to the parent. */
  uint32_t children;
  /* Levels of the tree below, for the limit of nesting. */
  uint32_t height;
} Entry;
static ARRAY(Entry) stack;

static uint32_t failed_token;
static uint32_t depth_limit;
static bool is_too_deep;

#define TOP(n) (stack.items[stack.size - 1 - (n)])

static void emit(uint32_t kind, uint32_t start, uint32_t end, uint32_t children) {
  ARRAY_PUSH(records, kind, start, end, children);
}

/* Notes the innermost of nested nodes that are too many. */
static void grow_height(Entry *node) {
  if (++node->height > depth_limit && !is_too_deep) {
    is_too_deep = true;
    too_deep = node->start;
  }
}

/* Reduces the top `count` entries to `symbol`, emitting its record. */
static void reduce(uint32_t symbol, uint32_t count) {
  Entry *items = stack.items + stack.size - count;
  Entry node = {0, symbol, T_INVALID, items[0].start, items[count - 1].end, 0, 0};
  for (uint32_t i = 0; i < count; i++) {
    node.children += items[i].children;
    if (items[i].height > node.height) node.height = items[i].height;
  }
  uint32_t kind = symbol_records[symbol];
  /* Each name of an attribute path is a level of the tree of attributes. */
  if (kind == N_BINDING && node.children > 2) node.height += node.children - 2;
  if (kind == N_VARIABLE) {
    records.items[records.size - 1].kind = N_VARIABLE;
  } else if (kind != N_NONE) {
    if (kind == N_BINARY) kind |= (uint32_t)items[1].token << 8;
    else if (kind == N_UNARY) kind |= (uint32_t)items[0].token << 8;
    else if (kind == N_SELECT && count == 5) kind |= 1u << 8;
    emit(kind, node.start, node.end, node.children);
    node.children = 1;
    grow_height(&node);
  }
  stack.size -= count;
  node.state = gotos[TOP(0).state][symbol - TOKEN_COUNT];
  stack.items[stack.size++] = node;
}

static void shift(Token token, uint32_t state, uint32_t record) {
  Entry node = {state, token_symbols[token.kind], (uint8_t)token.kind, token.start, token.end, 0, 0};
  if (record != N_NONE) {
    emit(record, token.start, token.end, 0);
    node.children = 1;
  }
  ARRAY_RESERVE(stack, 1);
  stack.items[stack.size++] = node;
}

/* Whether the top of the stack is what Nix calls expr_simple. */
static bool top_is_simple(void) {
  switch (TOP(0).symbol) {
    case sym_variable_expression:
    case sym_integer_expression:
    case sym_float_expression:
    case sym_spath_expression:
    case sym_uri_expression:
    case sym_path_expression:
    case sym_hpath_expression:
    case sym_string_expression:
    case sym_indented_string_expression:
    case sym_parenthesized_expression:
    case sym_attrset_expression:
    case sym_let_attrset_expression:
    case sym_rec_attrset_expression:
    case sym_list_expression:
      return true;
  }
  return false;
}

/*
 * `f or` is the call of `f` with a variable named `or`, and binds tighter than any other call: in the place of the
 * simple expression goes one that is as tight, a parenthesis.
 */
static void call_with_or(Token token) {
  Entry function = TOP(0);
  shift(token, 0, N_VARIABLE);
  emit(N_APPLY, function.start, token.end, 2);
  stack.size -= 2;
  function.symbol = sym_parenthesized_expression;
  function.token = T_INVALID;
  function.end = token.end;
  function.children = 1;
  function.state = gotos[TOP(0).state][sym_parenthesized_expression - TOKEN_COUNT];
  grow_height(&function);
  stack.items[stack.size++] = function;
}

/* 1 for `==` and `!=`, 2 for the comparisons, which cannot be chained; else 0. */
static uint32_t chain_class(uint32_t kind) {
  if (kind == T_EQ || kind == T_NEQ) return 1;
  return kind == T_LT || kind == T_LE || kind == T_GT || kind == T_GE ? 2 : 0;
}

static bool is_pipe(uint32_t kind) { return kind == T_PIPE_INTO || kind == T_PIPE_FROM; }

/* No construct has more symbols on the stack for one level than this. */
#define SYMBOLS_OF_LEVEL 8

/* Runs the automaton; true when the file is valid. `failed_token` is the first token that Nix would refuse. */
static bool run(void) {
  records.size = 0;
  stack.size = 0;
  ARRAY_RESERVE(records, tokens.size);
  ARRAY_PUSH(stack, 1, 0, T_INVALID, 0, 0, 0, 0);
  failed_token = 0;
  /* The grammar takes a file without an expression. */
  if (tokens.items[0].kind == T_EOF) return false;
  for (uint32_t i = 0;;) {
    Token token = tokens.items[i];
    failed_token = i;
    if (is_too_deep) return false;
    if (stack.size / SYMBOLS_OF_LEVEL > depth_limit) {
      is_too_deep = true;
      too_deep = token.start;
      return false;
    }
    Action action = actions[TOP(0).state][token.kind];
    if (is_pipe(token.kind) && action.type == ACTION_SHIFT && stack.size > 2) {
      /* The grammar takes it as `->`, which binds tighter; `|>` is grouped from the left. */
      uint32_t under = TOP(1).token;
      if (is_pipe(under) && under != token.kind) return false;
      if (under == T_IMPLIES || under == T_PIPE_INTO) {
        reduce(sym_binary_expression, 3);
        continue;
      }
    }
    if (token.kind == T_OR && !or_is_default[TOP(0).state]) {
      uint32_t next = tokens.items[i + 1].kind;
      if (top_is_simple()) {
        if (next == T_DOT || next == T_OR) {
          failed_token = i + 1;
          return false;
        }
        call_with_or(token);
        i++;
        continue;
      }
      if (action.type == ACTION_SHIFT) {
        /* As a name it can stand in attribute paths and `inherit` only. */
        uint32_t before = i ? tokens.items[i - 1].kind : T_EOF;
        if (actions[TOP(0).state][T_INTEGER].type != ACTION_ERROR || before == T_COMMA || before == T_AT) return false;
        if (before == T_LBRACE && next != T_DOT && next != T_EQUALS) {
          failed_token = i + 1;
          return false;
        }
        shift(token, action.target, N_NAME);
        i++;
        continue;
      }
    }
    switch (action.type) {
      case ACTION_SHIFT:
        shift(token, action.target, symbol_records[token_symbols[token.kind]]);
        i++;
        break;
      case ACTION_REDUCE:
        if (action.target == sym_binary_expression) {
          uint32_t class = chain_class(token.kind);
          if (class && class == chain_class(TOP(1).token)) return false;
        }
        reduce(action.target, action.child_count);
        break;
      case ACTION_ACCEPT:
        return true;
      default:
        return false;
    }
  }
}

/* Whether the automaton would take a token of this kind where it stopped. */
static bool accepts(uint32_t kind) {
  static ARRAY(uint16_t) states;
  states.size = 0;
  ARRAY_RESERVE(states, stack.size + 8);
  for (uint32_t i = 0; i < stack.size; i++) states.items[states.size++] = stack.items[i].state;
  for (;;) {
    Action action = actions[states.items[states.size - 1]][kind];
    if (action.type == ACTION_SHIFT || action.type == ACTION_ACCEPT) return true;
    if (action.type != ACTION_REDUCE) return false;
    states.size -= action.child_count;
    ARRAY_PUSH(states, gotos[states.items[states.size - 1]][action.target - TOKEN_COUNT]);
  }
}

/* ---- what JavaScript calls ---- */

static uint16_t *text;
static uint32_t text_capacity;
static uint32_t text_length;

#define EXPORT(name) __attribute__((export_name(name)))

/* Where to write `length` UTF-16 units. */
EXPORT("reserve") uint16_t *reserve(uint32_t length) {
  if (!text || text_capacity < length + 2) {
    free(text);
    text_capacity = length + length / 4 + 4096;
    text = malloc((size_t)(text_capacity) * sizeof *text);
    if (!text) __builtin_trap();
  }
  text_length = length;
  text[length] = text[length + 1] = 0;
  return text;
}

/* Tokenizes and parses the text: 1 when it is valid, 0 when not, 2 when it is nested deeper than `max_depth`. */
EXPORT("parse") uint32_t parse(uint32_t max_depth) {
  static bool ready;
  if (!ready) {
    grammar_init();
    ready = true;
  }
  depth_limit = max_depth;
  is_too_deep = !tokenize(text, text_length, max_depth);
  bool valid = !is_too_deep && run();
  return is_too_deep ? 2 : valid;
}

/* After `parse` gave 0. */
EXPORT("failed_token") uint32_t get_failed_token(void) { return failed_token; }
EXPORT("accepts") uint32_t get_accepts(uint32_t kind) { return accepts(kind); }

EXPORT("records") Record *get_records(void) { return records.items; }
EXPORT("record_count") uint32_t get_record_count(void) { return records.size; }
EXPORT("tokens") Token *get_tokens(void) { return tokens.items; }
EXPORT("token_count") uint32_t get_token_count(void) { return tokens.size; }
EXPORT("comments") Range *get_comments(void) { return comments.items; }
EXPORT("comment_count") uint32_t get_comment_count(void) { return comments.size; }
EXPORT("too_deep") uint32_t get_too_deep(void) { return too_deep; }
