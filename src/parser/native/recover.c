/*
 * What can be kept of a file with syntax errors: tree-sitter's core parses it by the same tables and the same tokens,
 * and leaves errors in the tree, which is then flattened into the records that grammar.c makes of valid files.
 */
#include "lib.c"

#include "nix.h"

static TSLanguage language;
static TSLexMode *lex_modes;
static TSParser *parser;
/* Each is a hundred steps. A file with a few errors needs a twentieth of them. */
static uint32_t checks_left;

/* The first token that does not begin before a byte. */
static uint32_t token_at(uint32_t byte) {
  uint32_t low = 0, high = tokens.size - 1;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    if (tokens.items[middle].start * 2 < byte) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Columns without lines are enough: tree-sitter only adds positions up. */
static Length length_of(uint32_t unit) { return (Length){unit * 2, {0, unit * 2}}; }

/* In place of the grammar's lexer. Each parse state is its own lexing state here. */
static bool next_token(TSLexer *data, TSStateId state) {
  Lexer *lexer = (Lexer *)data;
  uint32_t index = token_at(lexer->current_position.bytes);
  /* The empty name of `inherit;` is for the automaton: an empty token could come again and again here. */
  while (tokens.items[index].kind == T_IDENTIFIER && tokens.items[index].start == tokens.items[index].end) index++;
  Token token = tokens.items[index];
  int symbol = token_symbol(state, token.kind);
  lexer->data.result_symbol = symbol < 0 ? grammar_stray_symbol : symbol;
  lexer->token_start_position = length_of(token.start);
  lexer->token_end_position = length_of(token.end);
  lexer->current_position = lexer->token_end_position;
  return true;
}

static const char *read_nothing(void *payload, uint32_t byte, TSPoint point, uint32_t *bytes) {
  *bytes = 2;
  return " \0";
}

static bool give_up(TSParseState *state) { return checks_left-- == 0; }

static bool start(void) {
  const TSLanguage *original = grammar_language();
  memcpy(&language, original, offsetof(TSLanguage, primary_state_ids));
  lex_modes = calloc(original->state_count, sizeof *lex_modes);
  if (!lex_modes) return false;
  for (uint32_t state = 0; state < original->state_count; state++) lex_modes[state].lex_state = state;
  language.lex_modes = (const TSLexerMode *)lex_modes;
  language.lex_fn = next_token;
  language.keyword_lex_fn = NULL;
  language.keyword_capture_token = 0;
  memset(&language.external_scanner, 0, sizeof language.external_scanner);
  parser = ts_parser_new();
  return ts_parser_set_language(parser, &language);
}

/* A node on the way from the root to where the flattening is. */
typedef struct {
  Subtree node;
  uint32_t next_child;
  /* Byte where the next child begins, with what is before its text. */
  uint32_t position;
  uint32_t children;
  uint32_t height;
  bool broken;
} Frame;
static ARRAY(Frame) frames;
static uint32_t tallest;

static uint32_t operator_of(Frame *frame, uint32_t index) {
  Subtree *children = ts_subtree_children(frame->node);
  uint32_t position = frame->position - ts_subtree_total_bytes(frame->node);
  for (uint32_t i = 0; i < index; i++) position += ts_subtree_total_bytes(children[i]);
  return tokens.items[token_at(position)].kind;
}

/* Emits the record of the frame on top, and hands what is known of it to the frame below. */
static void leave(void) {
  Frame frame = frames.items[--frames.size];
  TSSymbol symbol = ts_subtree_symbol(frame.node);
  bool error = symbol == ts_builtin_sym_error;
  uint32_t kind = error ? N_ERROR : symbol_record(symbol);
  uint32_t count = ts_subtree_child_count(frame.node);
  uint32_t end = frame.position;
  uint32_t start = end - ts_subtree_size(frame.node).bytes;
  bool missing = ts_subtree_missing(frame.node);
  uint32_t given = frame.children;
  bool broken = error || missing;
  if (kind == N_VARIABLE && !frame.broken && frame.children == 1) {
    records.items[records.size - 1].kind = N_VARIABLE;
  } else if (missing) {
    given = 0;
  } else if (kind == N_NONE) {
    broken = broken || frame.broken;
  } else {
    if (!frame.broken) {
      if (kind == N_BINARY || kind == N_UNARY) {
        uint32_t operator = operator_of(&frame, kind == N_BINARY ? 1 : 0);
        if (operator == T_PIPE_INTO || operator == T_PIPE_FROM) frame.broken = true;
        kind |= operator << 8;
      } else if (kind == N_SELECT && count == 5) {
        kind |= 1u << 8;
      }
    }
    if (frame.broken) kind |= RECORD_BROKEN;
    ARRAY_PUSH(records, kind, start / 2, end / 2, frame.children);
    given = 1;
    frame.height++;
    if (frame.height > tallest) tallest = frame.height;
  }
  if (frames.size) {
    Frame *parent = &frames.items[frames.size - 1];
    parent->children += given;
    parent->position = end;
    parent->broken = parent->broken || broken;
    if (frame.height > parent->height) parent->height = frame.height;
  }
}

static void flatten(Subtree root) {
  frames.size = 0;
  ARRAY_PUSH(frames, root, 0, 0, 0, 0, false);
  while (frames.size) {
    Frame *frame = &frames.items[frames.size - 1];
    uint32_t count = ts_subtree_child_count(frame->node);
    if (count == 0) {
      frame->position += ts_subtree_total_bytes(frame->node);
      leave();
    } else if (frame->next_child < count) {
      Subtree child = ts_subtree_children(frame->node)[frame->next_child++];
      ARRAY_PUSH(frames, child, 0, frame->position, 0, 0, false);
    } else {
      leave();
    }
  }
}

/* Parses the tokens at hand with error recovery; leaves no records when that takes too long. */
__attribute__((export_name("recover"))) void recover(void) {
  records.size = 0;
  tallest = 0;
  if (!parser && !start()) return;
  checks_left = 500 + tokens.size / 10;
  TSInput input = {.payload = NULL, .read = read_nothing, .encoding = TSInputEncodingUTF16LE};
  TSParseOptions options = {.payload = NULL, .progress_callback = give_up};
  TSTree *tree = ts_parser_parse_with_options(parser, NULL, input, options);
  if (!tree) {
    ts_parser_reset(parser);
    return;
  }
  flatten(tree->root);
  ts_tree_delete(tree);
}

__attribute__((export_name("recovered_height"))) uint32_t recovered_height(void) { return tallest; }
