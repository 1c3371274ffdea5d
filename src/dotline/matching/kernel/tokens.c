/* From cells to sealed tokens and pieces, record by record, as dotline/matching/tokens.py and the gate encode do: fold, combine
 * parts to tokens, seal each with keyed BLAKE2b (RFC 7693), and cut each field into the pieces that its filter holds. */
#include <stdlib.h>
#include "folding.h"
#include "lanes.h"

#define MOST 48      /* tokens.MOST */
#define EACH 20      /* tokens.EACH */
#define GRAMS 24     /* tokens.GRAMS */
#define FIELDS 8     /* tokens.FIELDS */
#define KINDS 64
#define START 2      /* tokens.START */
#define STREET_LETTERS 4 /* tokens.STREET_START */
#define PHONE_END 6  /* tokens.PHONE_END */
#define MESSAGE 4096
#define BLOCK 128

/* The parts of tokens.PARTS, in its order. */
enum { P_GIVEN, P_GIVEN_SOUND, P_GIVEN_START, P_FAMILY, P_FAMILY_SOUND, P_FAMILY_START, P_MIDDLE_START,
       P_MIDDLE_SOUND, P_NAMES_SORTED, P_STARTS_SORTED,
       P_POSTAL, P_POSTAL_AREA, P_POSTAL_SORTED, P_PLACE, P_PLACE_SOUND, P_BIRTH_PLACE, P_STREET, P_STREET_START,
       P_EMAIL, P_SEX, P_OCCUPATION, P_DEATH, P_BIRTH, P_BIRTH_YEAR, P_BIRTH_MONTH, P_BIRTH_DAY, P_BIRTH_REVERSED,
       P_PHONE, P_PHONE_END, P_DOCUMENT, PARTS }; /* at most 32 */

typedef struct { int size; uint8_t parts[4]; uint32_t needs; char name[80]; size_t name_size; } kind;
typedef struct { maps known; int kinds; kind kind[KINDS]; char *texts; } encoder;
typedef struct { int count; text values[SEVERAL]; } values;

/* maps: five texts of pairs one after the other, sizes[5]; kinds: for each a count and part numbers (five bytes), and its
 * name ended by a zero in names. NULL where there is no memory or too much of anything. */
encoder *dl_encoder(const char *pairs, const uint64_t *sizes, int kinds, const uint8_t *parts, const char *names) {
    encoder *made = calloc(1, sizeof *made);
    size_t whole = 0, at = 0;
    for (int i = 0; i < 5; i++) whole += sizes[i];
    if (!made || kinds > KINDS || !(made->texts = malloc(whole ? whole : 1))) { free(made); return NULL; }
    memcpy(made->texts, pairs, whole);
    words_map *all[] = {&made->known.roots, &made->known.places, &made->known.streets, &made->known.sexes, &made->known.particles};
    for (int i = 0; i < 5; at += sizes[i++])
        if (map_fill(all[i], made->texts + at, sizes[i]) < 0) { free(made->texts); free(made); return NULL; }
    made->kinds = kinds;
    for (int i = 0; i < kinds; i++, parts += 5) {
        kind *one = made->kind + i;
        one->size = parts[0];
        for (int p = 0; p < one->size; p++) { one->parts[p] = parts[1 + p]; one->needs |= 1u << parts[1 + p]; }
        one->name_size = strlen(names);
        if (one->name_size >= sizeof one->name) { free(made->texts); free(made); return NULL; }
        memcpy(one->name, names, one->name_size);
        names += one->name_size + 1;
    }
    return made;
}

/* Sealing: the state after the block of the key, and up to eight messages of one block that wait for the lanes. */
typedef struct {
    uint64_t keyed[8];
    int waiting;
    uint64_t words[LANES][16], sizes[LANES];
    uint8_t *to[LANES];
} sealer;

static void sealer_begin(sealer *s, const uint8_t *key, size_t key_size, const uint8_t *person) {
    lanes state[8], m[16];
    uint64_t words[16] = {0}, who[2];
    memcpy(words, key, key_size);
    memcpy(who, person, 16);
    for (int i = 0; i < 8; i++) state[i] = all(BLAKE_IV[i]);
    state[0] ^= all(32 | (uint64_t)key_size << 8 | 1ULL << 16 | 1ULL << 24);
    state[6] ^= all(who[0]); state[7] ^= all(who[1]);
    for (int i = 0; i < 16; i++) m[i] = all(words[i]);
    blake2b(state, m, all(BLOCK), 0);
    for (int i = 0; i < 8; i++) s->keyed[i] = state[i][0];
    s->waiting = 0;
}

static void sealer_flush(sealer *s) {
    lanes state[8], m[16], counted;
    if (!s->waiting) return;
    for (int lane = s->waiting; lane < LANES; lane++) s->sizes[lane] = 0;
    for (int i = 0; i < 8; i++) state[i] = all(s->keyed[i]);
    for (int i = 0; i < 16; i++) for (int lane = 0; lane < LANES; lane++) m[i][lane] = s->words[lane][i];
    for (int lane = 0; lane < LANES; lane++) counted[lane] = BLOCK + s->sizes[lane];
    blake2b(state, m, counted, 1);
    for (int lane = 0; lane < s->waiting; lane++)
        for (int i = 0; i < 4; i++) { uint64_t word = state[i][lane]; memcpy(s->to[lane] + 8 * i, &word, 8); }
    s->waiting = 0;
}

static void seal_long(const sealer *s, const char *message, size_t size, uint8_t *to) {
    lanes state[8], m[16];
    for (int i = 0; i < 8; i++) state[i] = all(s->keyed[i]);
    for (size_t done = 0; done < size;) {
        uint64_t words[16] = {0};
        size_t here = size - done < BLOCK ? size - done : BLOCK;
        memcpy(words, message + done, here);
        done += here;
        for (int i = 0; i < 16; i++) m[i] = all(words[i]);
        blake2b(state, m, all(BLOCK + done), done == size);
    }
    for (int i = 0; i < 4; i++) { uint64_t word = state[i][0]; memcpy(to + 8 * i, &word, 8); }
}

static void seal(sealer *s, const char *message, size_t size, uint8_t *to) {
    if (size > BLOCK) { seal_long(s, message, size, to); return; }
    memset(s->words[s->waiting], 0, BLOCK);
    memcpy(s->words[s->waiting], message, size);
    s->sizes[s->waiting] = size;
    s->to[s->waiting] = to;
    if (++s->waiting == LANES) sealer_flush(s);
}

/* BLAKE2b-256 of one message under a key, for tests. */
void dl_blake2b(const uint8_t *key, size_t key_size, const uint8_t *person, const char *message, size_t size, uint8_t *out) {
    sealer s;
    sealer_begin(&s, key, key_size, person);
    seal(&s, message, size, out);
    sealer_flush(&s);
}

/* What is known of a record: the values of each part, and room for those that are made. */
typedef struct {
    values parts[PARTS];
    uint32_t given, turned; /* which parts are there; which hold both names in order, the family name first */
    char birth[PARTS][9];
    char family[WORD], sorted[32], starts[2 * START + 1], postal[WORD], street[STREET], street_start[STREET];
    word given_sound, middle_sound, family_sound, place_sound;
} known;

static void set(known *k, int part, const char *at, size_t size) {
    if (!size) return;
    k->parts[part].count = 1;
    k->parts[part].values[0] = (text){at, size};
    k->given |= 1u << part;
}

static void set_several(known *k, int part, const word *found, int count) {
    if (!count) return;
    k->parts[part].count = count;
    for (int i = 0; i < count; i++) k->parts[part].values[i] = (text){found[i].letters, found[i].size};
    k->given |= 1u << part;
}

static void number(char *to, int value, int count) {
    while (count--) { to[count] = (char)('0' + value % 10); value /= 10; }
}

static void write_date(char *to, int year, int one, int other) {
    number(to, year, 4); number(to + 4, one, 2); number(to + 6, other, 2);
}

static void set_birth(known *k, partial_date birth) {
    char *to;
    if (!birth.year) return;
    number(k->birth[P_BIRTH_YEAR], birth.year, 4);
    set(k, P_BIRTH_YEAR, k->birth[P_BIRTH_YEAR], 4);
    if (!birth.month) return;
    write_date(k->birth[P_BIRTH_MONTH], birth.year, birth.month, 0);
    set(k, P_BIRTH_MONTH, k->birth[P_BIRTH_MONTH], 6);
    if (!birth.day) return;
    write_date(k->birth[P_BIRTH], birth.year, birth.month, birth.day);
    set(k, P_BIRTH, k->birth[P_BIRTH], 8);
    set(k, P_BIRTH_DAY, k->birth[P_BIRTH] + 4, 4);
    to = k->birth[P_BIRTH_REVERSED];
    write_date(to, birth.year, birth.month, birth.day);
    for (int i = 3; i < 8; i++)
        for (int at = i; at > 2 && to[at] < to[at - 1]; at--) { char c = to[at]; to[at] = to[at - 1]; to[at - 1] = c; }
    set(k, P_BIRTH_REVERSED, to, 8);
}

/* The letters of a text in order. */
static void set_sorted(known *k, const word *from) {
    memcpy(k->postal, from->letters, from->size);
    for (size_t i = 1; i < from->size; i++)
        for (size_t at = i; at && k->postal[at] < k->postal[at - 1]; at--) {
            char c = k->postal[at]; k->postal[at] = k->postal[at - 1]; k->postal[at - 1] = c;
        }
    set(k, P_POSTAL_SORTED, k->postal, from->size);
}

static size_t without_spaces(char *to, const char *from, size_t size, size_t most) {
    size_t n = 0;
    for (size_t i = 0; i < size && n < most; i++) if (from[i] != ' ') to[n++] = from[i];
    return n;
}

/* A street without spaces; and the number of the house with the first letters of the street. */
static void set_street(known *k, const char *street, size_t size) {
    size_t number = 0, rest;
    set(k, P_STREET, k->street, without_spaces(k->street, street, size, STREET));
    if (size && street[0] >= '0' && street[0] <= '9') while (number < size && street[number] != ' ') number++;
    memcpy(k->street_start, street, number);
    rest = without_spaces(k->street_start + number, street + number, size - number, STREET_LETTERS);
    set(k, P_STREET_START, k->street_start, number + rest);
}

/* The last digits of each phone, each once. */
static void set_phone_ends(known *k, const word *phones, int count) {
    values *to = k->parts + P_PHONE_END;
    to->count = 0;
    for (int i = 0; i < count; i++) {
        size_t size = phones[i].size < PHONE_END ? phones[i].size : PHONE_END;
        const char *at = phones[i].letters + phones[i].size - size;
        int known_ = 0;
        for (int j = 0; j < to->count; j++) known_ |= to->values[j].size == size && !memcmp(to->values[j].at, at, size);
        if (!known_) to->values[to->count++] = (text){at, size};
    }
    if (to->count) k->given |= 1u << P_PHONE_END;
}

static void set_shared(known *k, const identity *who) {
    k->given = 0;
    set(k, P_POSTAL, who->postal.letters, who->postal.size);
    if (who->postal.size >= 4) set(k, P_POSTAL_AREA, who->postal.letters, who->postal.size > 4 ? 3 : 4);
    set_sorted(k, &who->postal);
    set(k, P_PLACE, who->place.letters, who->place.size);
    sound(&k->place_sound, who->place.letters, who->place.size);
    set(k, P_PLACE_SOUND, k->place_sound.letters, k->place_sound.size);
    set(k, P_BIRTH_PLACE, who->birth_place.letters, who->birth_place.size);
    set_street(k, who->street, who->street_size);
    set(k, P_EMAIL, who->email.letters, who->email.size);
    set(k, P_SEX, who->sex.letters, who->sex.size);
    set(k, P_OCCUPATION, who->occupation.letters, who->occupation.size);
    if (who->death.day) {
        write_date(k->birth[P_DEATH], who->death.year, who->death.month, who->death.day);
        set(k, P_DEATH, k->birth[P_DEATH], 8);
    }
    set_birth(k, who->birth);
    set_several(k, P_PHONE, who->phones, who->phone_count);
    set_phone_ends(k, who->phones, who->phone_count);
    set_several(k, P_DOCUMENT, who->documents, who->document_count);
}

static int before(const word *one, const word *other) {
    size_t size = one->size < other->size ? one->size : other->size;
    int found = memcmp(one->letters, other->letters, size);
    return found < 0 || (!found && one->size <= other->size);
}

/* The first letters of both names, in order: they stay the same where the two were swapped. */
static void set_starts(known *k, text given, text family) {
    if (given.size > START) given.size = START;
    if (family.size > START) family.size = START;
    size_t less = given.size < family.size ? given.size : family.size;
    int found = memcmp(given.at, family.at, less);
    text first = found < 0 || (!found && given.size <= family.size) ? given : family;
    text last = first.at == given.at ? family : given;
    if (first.at != given.at) k->turned |= 1u << P_STARTS_SORTED;
    memcpy(k->starts, first.at, first.size);
    k->starts[first.size] = '\x1f';
    memcpy(k->starts + first.size + 1, last.at, last.size);
    set(k, P_STARTS_SORTED, k->starts, first.size + 1 + last.size);
}

/* The parts of one reading of a name; `root` and its sound are those of the name. */
static void set_name(known *k, const person_name *name, text root, text family) {
    size_t size = 0, middle = 0;
    k->given &= ~((1u << (P_STARTS_SORTED + 1)) - 1);
    k->turned = 0;
    if (root.size > 1) {
        set(k, P_GIVEN, root.at, root.size);
        set(k, P_GIVEN_SOUND, k->given_sound.letters, k->given_sound.size);
    }
    set(k, P_GIVEN_START, root.at, root.size < 3 ? root.size : 3);
    set(k, P_MIDDLE_START, name->middle.letters, name->middle.size < 1 ? 0 : 1);
    while (middle < name->middle.size && name->middle.letters[middle] != ' ') middle++;
    sound(&k->middle_sound, name->middle.letters, middle);
    if (middle > 1) set(k, P_MIDDLE_SOUND, k->middle_sound.letters, k->middle_sound.size);
    for (size_t i = 0; i < family.size; i++) if (family.at[i] != ' ') k->family[size++] = family.at[i];
    if (!size) return;
    sound(&k->family_sound, k->family, size);
    set(k, P_FAMILY, k->family, size);
    set(k, P_FAMILY_SOUND, k->family_sound.letters, k->family_sound.size);
    set(k, P_FAMILY_START, k->family, size < 3 ? size : 3);
    if (!root.size) return;
    int first = before(&k->given_sound, &k->family_sound);
    const word *one = first ? &k->given_sound : &k->family_sound, *other = first ? &k->family_sound : &k->given_sound;
    memcpy(k->sorted, one->letters, one->size);
    k->sorted[one->size] = '\x1f';
    memcpy(k->sorted + one->size + 1, other->letters, other->size);
    set(k, P_NAMES_SORTED, k->sorted, one->size + 1 + other->size);
    if (!first) k->turned |= 1u << P_NAMES_SORTED;
    set_starts(k, root, (text){k->family, size});
    /* Of several words nobody knows which was meant: tokens.is_turned. */
    if (memchr(name->given.letters, ' ', name->given.size) || memchr(name->family.letters, ' ', name->family.size)) k->turned = 0;
}

static void count_faults(unsigned found, uint64_t *faults) {
    for (unsigned role = 0; found >> role; role++) faults[role] += found >> role & 1;
}

/* What goes out for a batch. */
typedef struct {
    uint32_t *place, *owner;   /* of each token: which pieces, which record */
    uint8_t *seals;            /* 32 bytes of each token */
    uint32_t *starts;          /* of each (pieces, field), one more at the end */
    uint64_t *codes;
    uint32_t filled;           /* pieces so far */
    size_t tokens, pieces;
} batch;

typedef struct { char texts[MOST][MESSAGE]; size_t sizes[MOST]; } seen_before;

typedef struct { const encoder *with; sealer sealing; batch *out; seen_before *seen; int keep, count; uint32_t record, turned; } work;

/* `turned`: 1 for a token whose rows hold the name the other way round, the pieces of which come next. */
static void add_token(work *w, const char *message, size_t size, uint32_t turned) {
    if (w->count >= MOST) return;
    if (w->keep) {
        for (int i = 0; i < w->count; i++)
            if (w->seen->sizes[i] == size && !memcmp(w->seen->texts[i], message, size)) return;
        memcpy(w->seen->texts[w->count], message, size);
        w->seen->sizes[w->count] = size;
    }
    w->out->place[w->out->tokens] = (uint32_t)w->out->pieces + turned;
    w->turned |= turned;
    w->out->owner[w->out->tokens] = w->record;
    seal(&w->sealing, message, size, w->out->seals + 32 * w->out->tokens++);
    w->count++;
}

static void add_kind(work *w, const known *k, const kind *one) {
    char message[MESSAGE];
    int at[4] = {0};
    memcpy(message, one->name, one->name_size);
    message[one->name_size] = '\x1e';
    for (;;) {
        size_t size = one->name_size + 1;
        int turn = one->size - 1;
        for (int p = 0; p < one->size; p++) {
            text value = k->parts[one->parts[p]].values[at[p]];
            if (p) message[size++] = '\x1f';
            memcpy(message + size, value.at, value.size);
            size += value.size;
        }
        add_token(w, message, size, (one->needs & k->turned) != 0);
        while (turn >= 0 && ++at[turn] == k->parts[one->parts[turn]].count) at[turn--] = 0;
        if (turn < 0) return;
    }
}

static void add_kinds(work *w, const known *k) {
    int each = 0;
    for (int i = 0; i < w->with->kinds && each < EACH; i++)
        if ((k->given & w->with->kind[i].needs) == w->with->kind[i].needs) { add_kind(w, k, w->with->kind + i); each++; }
}

/* The first and the last word of a double family name. */
static int ends(const word *family, text halves[2]) {
    int count = 0;
    for (size_t i = 0; i < family->size;) {
        size_t end = i;
        while (end < family->size && family->letters[end] != ' ') end++;
        if (end - i > 2) halves[count++ ? 1 : 0] = (text){family->letters + i, end - i};
        i = end + 1;
    }
    return count > 1;
}

static void add_piece(batch *out, uint32_t first, int field, const char *at, size_t size) {
    uint64_t code = 0;
    for (size_t i = 0; i < size; i++) code = code << 8 | (unsigned char)at[i];
    code |= 7ULL << 56 | (field >> 2 & 1ULL) << 23 | (field >> 1 & 1ULL) << 15 | (field & 1ULL) << 7; /* filters.code */
    uint32_t last = out->filled, count = last - first;
    if (count >= GRAMS) return;
    for (uint32_t i = first; i < last; i++) if (out->codes[i] == code) return;
    out->codes[last] = code;
    out->filled++;
}

#define PIECE(letter_, digits_, value_) /* a letter and a number without zeros before it */                       \
    do { char told[8] = {letter_}; int many = digits_; number(told + 1, value_, many);                              \
         int skip = 0; while (skip < many - 1 && told[1 + skip] == '0') skip++;                                     \
         told[skip] = letter_; add_piece(out, first, field, told + skip, (size_t)(1 + many - skip)); } while (0)

static void add_pairs(batch *out, uint32_t first, int field, const char *at, size_t size, size_t most) {
    for (size_t i = 0; size && i <= size && i < most; i++) {
        char pair[2] = {i ? at[i - 1] : '_', i < size ? at[i] : '_'};
        add_piece(out, first, field, pair, 2);
    }
}

static void add_dated(batch *out, uint32_t first, int field, partial_date born) {
    if (!born.year) return;
    PIECE('y', 4, born.year); PIECE('d', 3, born.year / 10); PIECE('u', 1, born.year % 10);
    if (born.month) { PIECE('m', 2, born.month); PIECE('n', 2, born.month); }
    if (born.day) {
        PIECE('t', 2, born.day); PIECE('s', 2, born.day);
        PIECE('x', 2, born.month); PIECE('x', 2, born.day);
    }
}

static void add_numbered(batch *out, uint32_t first, int field, const char *at, size_t size, int backwards) {
    for (size_t i = 0; i < size; i++) {
        char told[2] = {(char)('0' + i), at[backwards ? size - 1 - i : i]};
        add_piece(out, first, field, told, 2);
    }
}

/* Ends a field: `starts` moves on as fields are done. Gives where the next one begins. */
static uint32_t next_field(batch *out) { return *++out->starts = out->filled; }

static void add_pieces(batch *out, const identity *who, const person_name *name, text root, const known *k) {
    char told[8];
    size_t size = 0;
    char family[WORD];
    uint32_t first = out->filled;
    add_pairs(out, first, 0, name->given.letters, name->given.size, WORD);
    if (name->given.size) {
        size_t start = root.size < 5 ? root.size : 5;
        told[0] = '='; memcpy(told + 1, root.at, start);
        add_piece(out, first, 0, told, start + 1);
        told[0] = '~'; memcpy(told + 1, k->given_sound.letters, k->given_sound.size);
        add_piece(out, first, 0, told, k->given_sound.size + 1);
    }
    first = next_field(out);
    add_pairs(out, first, 1, name->middle.letters, name->middle.size, WORD);
    first = next_field(out);
    for (size_t i = 0; i < name->family.size; i++) if (name->family.letters[i] != ' ') family[size++] = name->family.letters[i];
    add_pairs(out, first, 2, family, size, WORD);
    if (size) {
        word heard;
        sound(&heard, family, size);
        told[0] = '~'; memcpy(told + 1, heard.letters, heard.size);
        add_piece(out, first, 2, told, heard.size + 1);
    }
    first = next_field(out);
    add_dated(out, first, 3, who->birth);
    first = next_field(out);
    if (who->phone_count) add_numbered(out, first, 4, who->phones[0].letters, who->phones[0].size, 1);
    first = next_field(out);
    add_numbered(out, first, 5, who->postal.letters, who->postal.size < 6 ? who->postal.size : 6, 0);
    const word *place = who->place.size ? &who->place : &who->birth_place;
    add_pairs(out, first, 5, place->letters, place->size, 12);
    first = next_field(out);
    add_pairs(out, first, 6, who->street, who->street_size, STREET);
    first = next_field(out);
    for (char at = '0'; who->sex.size && at < '6'; at++) {
        told[0] = who->sex.letters[0]; told[1] = at;
        add_piece(out, first, 7, told, 2);
    }
    next_field(out);
    out->pieces++;
}

static void add_name_of(work *w, const identity *who, const person_name *name, known *k) {
    text root = given_root(&w->with->known, name), halves[2];
    size_t before_it = w->out->tokens;
    w->turned = 0;
    sound(&k->given_sound, root.at, root.size);
    set_name(k, name, root, (text){name->family.letters, name->family.size});
    if (ends(&name->family, halves)) {
        w->keep = 1;
        add_kinds(w, k);
        for (int i = 0; i < 2; i++) { set_name(k, name, root, halves[i]); add_kinds(w, k); }
    } else add_kinds(w, k);
    if (w->out->tokens > before_it) add_pieces(w->out, who, name, root, k);
    if (!w->turned) return;
    person_name other = {.given = name->family, .middle = name->middle, .family = name->given};
    text other_root = given_root(&w->with->known, &other);
    sound(&k->given_sound, other_root.at, other_root.size);
    add_pieces(w->out, who, &other, other_root, k);
}

/* Fold the cells of some records and cut them to pieces, each name of each record: what a record-level encoding rests on.
 * owner: of each of the pieces the record. Parameters otherwise as those of dl_tokens. */
int dl_pieces(const encoder *with, size_t rows, size_t columns, const int32_t *roles, const int64_t *const *begins,
              const int64_t *const *ends, const char *const *data, uint32_t *owner, uint32_t *starts, uint64_t *codes,
              uint64_t *counts, uint64_t *faults) {
    batch out = {.starts = starts, .codes = codes};
    identity *who = malloc(sizeof *who);
    known *k = malloc(sizeof *k);
    text cells[columns ? columns : 1];
    if (!who || !k) { free(who); free(k); return -1; }
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < columns; i++)
            cells[i] = (text){data[i] + begins[i][row], (size_t)(ends[i][row] - begins[i][row])};
        fold(&with->known, columns, roles, cells, who);
        count_faults(who->faults, faults);
        for (int i = 0; i < who->name_count; i++) {
            text root = given_root(&with->known, who->names + i);
            sound(&k->given_sound, root.at, root.size);
            owner[out.pieces] = (uint32_t)row;
            add_pieces(&out, who, who->names + i, root, k);
        }
    }
    counts[0] = out.pieces;
    free(who); free(k);
    return 0;
}

/* Encode the cells of some records. Columns: their roles, where each cell begins and ends in its data, and data, all ASCII.
 * starts[0] is zero before. Out: how many tokens and pieces, faults of each role, records without any token. */
int dl_tokens(const encoder *with, const uint8_t *key, size_t key_size, const uint8_t *person, size_t rows, size_t columns,
              const int32_t *roles, const int64_t *const *begins, const int64_t *const *ends, const char *const *data,
              uint32_t *place, uint32_t *owner, uint8_t *seals, uint32_t *starts, uint64_t *codes, uint64_t *counts, uint64_t *faults) {
    static const person_name nobody;
    batch out = {place, owner, seals, starts, codes, 0, 0, 0};
    work w = {.with = with, .out = &out};
    identity *who = malloc(sizeof *who);
    known *k = malloc(sizeof *k);
    text cells[columns ? columns : 1];
    w.seen = malloc(sizeof *w.seen);
    counts[0] = counts[1] = counts[2] = 0;
    if (!who || !k || !w.seen) { free(who); free(k); free(w.seen); return -1; }
    sealer_begin(&w.sealing, key, key_size, person);
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = 0; i < columns; i++)
            cells[i] = (text){data[i] + begins[i][row], (size_t)(ends[i][row] - begins[i][row])};
        fold(&with->known, columns, roles, cells, who);
        count_faults(who->faults, faults);
        set_shared(k, who);
        w.count = 0; w.record = (uint32_t)row; w.keep = who->name_count > 1;
        if (!who->name_count) add_name_of(&w, who, &nobody, k);
        for (int i = 0; i < who->name_count; i++) add_name_of(&w, who, who->names + i, k);
        counts[2] += !w.count;
    }
    sealer_flush(&w.sealing);
    counts[0] = out.tokens; counts[1] = out.pieces;
    free(who); free(k); free(w.seen);
    return 0;
}
