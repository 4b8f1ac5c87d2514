/* What the files of this folder share: tokens, records of the flat tree, and the arrays that hold them. */
#ifndef NIXLINT_NIX_H
#define NIXLINT_NIX_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Numbers are known to src/parser/tokens.ts. */
enum token_kind {
  T_EOF,
  T_IDENTIFIER,
  T_INTEGER,
  T_FLOAT,
  T_HOME_PATH,
  T_SEARCH_PATH,
  T_URI,
  T_STRING_TEXT,
  T_INDENTED_TEXT,
  T_PATH_START,
  T_PATH_TEXT,
  T_ELLIPSIS,
  T_COLON,
  T_AT,
  T_LBRACE,
  T_RBRACE,
  T_COMMA,
  T_QUESTION,
  T_SEMICOLON,
  T_EQUALS,
  T_DOT,
  T_LPAREN,
  T_RPAREN,
  T_LBRACKET,
  T_RBRACKET,
  T_QUOTE,
  T_INDENTED_QUOTE,
  T_INTERPOLATION,
  T_PATH_INTERPOLATION,
  T_NOT,
  T_MINUS,
  T_EQ,
  T_NEQ,
  T_LT,
  T_LE,
  T_GT,
  T_GE,
  T_AND,
  T_OR_OP,
  T_PLUS,
  T_STAR,
  T_SLASH,
  T_IMPLIES,
  T_UPDATE,
  T_CONCAT,
  T_PIPE_INTO,
  T_PIPE_FROM,
  T_ASSERT,
  T_WITH,
  T_LET,
  T_IN,
  T_IF,
  T_THEN,
  T_ELSE,
  T_REC,
  T_INHERIT,
  T_OR,
  /* Text that begins no token of Nix. */
  T_INVALID,
  /* A comment that does not end, and a string that does not: their text runs to the end of the file. */
  T_OPEN_COMMENT,
  TOKEN_KINDS
};

/* Numbers are known to src/parser/tokens.ts. */
enum record_kind {
  N_NONE,
  N_NAME,
  N_VARIABLE,
  N_INTEGER,
  N_FLOAT,
  N_SEARCH_PATH,
  N_URI,
  N_STRING_TEXT,
  N_INDENTED_TEXT,
  N_PATH_TEXT,
  N_ELLIPSIS,
  N_INTERPOLATION,
  N_STRING,
  N_INDENTED_STRING,
  N_PATH,
  N_LIST,
  N_ATTRSET,
  N_REC_ATTRSET,
  N_LEGACY_LET,
  N_LET,
  N_WITH,
  N_ASSERT,
  N_IF,
  N_FUNCTION,
  N_FORMALS,
  N_FORMAL,
  N_APPLY,
  N_SELECT,
  N_HAS_ATTR,
  N_UNARY,
  N_BINARY,
  N_PAREN,
  N_BINDING,
  N_INHERIT,
  N_INHERIT_FROM,
  N_FILE,
  N_ERROR
};

typedef struct {
  uint32_t start, end; /* UTF-16 units; end is exclusive */
  uint32_t kind;
} Token;

/*
 * One node of the flat tree. Records come in postorder, so a reader needs a stack and no recursion.
 * `kind`: the kind in the low 8 bits, the token kind of an operator (or 1 for a select with `or`) in the next 8, and
 * RECORD_BROKEN when a direct child is an error or is missing. `children` is how many earlier values it takes.
 */
typedef struct {
  uint32_t kind, start, end, children;
} Record;
#define RECORD_BROKEN (1u << 16)

typedef struct {
  uint32_t start, end;
} Range;

#define ARRAY(T) \
  struct { \
    T *items; \
    uint32_t size, capacity; \
  }
/* Makes room for `count` more; traps when memory is used up, which the JavaScript side reports. */
#define ARRAY_RESERVE(array, count) \
  do { \
    if ((array).size + (count) > (array).capacity) { \
      uint32_t wanted = (array).capacity * 2 > (array).size + (count) ? (array).capacity * 2 : (array).size + (count); \
      void *grown = realloc((array).items, (size_t)wanted * sizeof(*(array).items)); \
      if (!grown) __builtin_trap(); \
      (array).items = grown; \
      (array).capacity = wanted; \
    } \
  } while (0)
#define ARRAY_PUSH(array, ...) \
  do { \
    ARRAY_RESERVE(array, 1); \
    (array).items[(array).size++] = (__typeof__(*(array).items)){__VA_ARGS__}; \
  } while (0)

typedef ARRAY(Token) Tokens;
typedef ARRAY(Record) Records;
typedef ARRAY(Range) Ranges;

extern Tokens tokens;
extern Ranges comments;
extern Records records;

/*
 * tokens.c: fills `tokens` (ending in T_EOF) and `comments` from `length` units of `text`, which ends in two zeros.
 * False when brackets are nested deeper than `max_depth`, at `too_deep`.
 */
bool tokenize(const uint16_t *text, uint32_t length, uint32_t max_depth);
extern uint32_t too_deep;

/* grammar.c */
void grammar_init(void);
/* The grammar's symbol for a token kind in a parse state, or -1 when the grammar has none. */
int token_symbol(uint32_t state, uint32_t kind);
/* What record a grammar symbol gives; N_NONE for hidden symbols, whose children belong to their parent. */
uint32_t symbol_record(uint32_t symbol);
const void *grammar_language(void);
/* A symbol that no rule of the grammar has, for text that is no token. */
extern const uint32_t grammar_stray_symbol;

#endif
