/* Resolving: whose records pseudonyms stand for, pairs of rows made pairs of records, and each record in one pair at most.
 * dotline/matching/resolving.py and dotline/gates/encode/owners.py do the same in NumPy and Python. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define AHEAD 16 /* so many look-ups are under way at once */

/* Eight hexadecimal digits, the first lowest, as four bytes; 0 for anything else. Without a branch: digits are chance. */
static inline int hexadecimal(const uint8_t *text, uint32_t *told) {
    const uint64_t ones = 0x0101010101010101ULL;
    uint64_t x, n;
    memcpy(&x, text, 8);
    n = (x & 15 * ones) + 9 * (x >> 6 & ones);
    if (n & 240 * ones || x != n + 48 * ones + 39 * (n + 6 * ones >> 4 & ones)) return 0;
    n = (n << 4 | n >> 8) & 0x00ff00ff00ff00ffULL;
    n = (n | n >> 8) & 0x0000ffff0000ffffULL;
    *told = (uint32_t)(n | n >> 16);
    return 1;
}

static inline uint64_t mixed(uint64_t x) {
    x ^= x >> 32; x *= 0xd6e8feb86659fd93ULL; x ^= x >> 32; x *= 0xd6e8feb86659fd93ULL; return x ^ x >> 32;
}

/* A table of pseudonyms: `records` holds 0 where a slot is free, 1 where nobody is known yet, else the record's number and 2. */
static inline uint64_t slot(const uint64_t *names, const uint32_t *records, uint64_t mask, uint64_t name) {
    uint64_t at = mixed(name) & mask;
    while (records[at] && names[at] != name) at = (at + 1) & mask;
    return at;
}

static inline void fetch(const uint64_t *names, const uint32_t *records, uint64_t mask, uint64_t name) {
    uint64_t at = mixed(name) & mask;
    __builtin_prefetch(records + at);
    __builtin_prefetch(names + at);
}

/* The place of a pseudonym among bits, eight for each slot of the table. Most that a file holds were not asked for, and
 * one bit of a table that the processor keeps near says so of eleven in twelve of them. */
static inline uint64_t bit_of(uint64_t name, uint64_t mask) { return mixed(name) >> 3 & (8 * mask + 7); }

/* Enter pseudonyms in a table that has room for them, and their bits. */
void dl_enter(size_t count, const uint64_t *asked, uint64_t mask, uint64_t *names, uint32_t *records, uint64_t *bits) {
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count) {
            fetch(names, records, mask, asked[i + AHEAD]);
            __builtin_prefetch(bits + (bit_of(asked[i + AHEAD], mask) >> 6), 1);
        }
        uint64_t at = slot(names, records, mask, asked[i]), bit = bit_of(asked[i], mask);
        names[at] = asked[i];
        bits[bit >> 6] |= 1ULL << (bit & 63);
        if (!records[at]) records[at] = 1;
    }
}

/* The number of the record of each pseudonym; -1 where nobody is known. */
void dl_found(size_t count, const uint64_t *asked, uint64_t mask, const uint64_t *names, const uint32_t *records, int32_t *found) {
    for (size_t i = 0; i < count; i++) {
        if (i + AHEAD < count) fetch(names, records, mask, asked[i + AHEAD]);
        found[i] = (int32_t)records[slot(names, records, mask, asked[i])] - 2;
        if (found[i] < 0) found[i] = -1;
    }
}

/* Records that have a number are told apart by 64 bits of their id, in an open table of marks. ids: room for the ids of the
 * records that are new in this call, one after the other; ends: where each ends. */
typedef struct { uint64_t mask, *marks; uint32_t *numbers; uint64_t records, fresh, letters; uint8_t *ids; uint64_t *ends; } owners;

typedef struct { const uint8_t *id; size_t size; uint64_t name; } line;

static uint32_t number_of(const line *one, owners *told) {
    uint64_t hash = 0xcbf29ce484222325ULL;
    for (size_t i = 0; i < one->size; i++) hash = (hash ^ one->id[i]) * 0x100000001b3ULL;
    hash = mixed(hash) | 1;
    uint64_t place = hash >> 1 & told->mask;
    while (told->marks[place] && told->marks[place] != hash) place = (place + 1) & told->mask;
    if (!told->marks[place]) {
        told->marks[place] = hash;
        told->numbers[place] = (uint32_t)told->records++;
        memcpy(told->ids + told->letters, one->id, one->size);
        told->ends[told->fresh++] = told->letters += one->size;
    }
    return told->numbers[place];
}

static void settle(line *lines, int whole, uint64_t mask, const uint64_t *names, uint32_t *records, const uint64_t *bits,
                   owners *told) {
    const line *last = NULL;
    uint32_t number = 0;
    int count = 0;
    for (int i = 0; i < whole; i++) {
        uint64_t bit = bit_of(lines[i].name, mask);
        if (!(bits[bit >> 6] >> (bit & 63) & 1)) continue;
        fetch(names, records, mask, lines[i].name);
        lines[count++] = lines[i];
    }
    for (int i = 0; i < count; i++) {
        uint64_t at = slot(names, records, mask, lines[i].name);
        if (!records[at]) continue;
        if (!last || last->size != lines[i].size || memcmp(last->id, lines[i].id, last->size))
            number = number_of(lines + i, told);
        last = lines + i;
        records[at] = number + 2;
    }
}

/* A larger table of marks. */
void dl_marks(size_t size, const uint64_t *marks, const uint32_t *numbers, uint64_t mask, uint64_t *larger, uint32_t *moved) {
    for (size_t i = 0; i < size; i++) {
        if (!marks[i]) continue;
        uint64_t place = marks[i] >> 1 & mask;
        while (larger[place]) place = (place + 1) & mask;
        larger[place] = marks[i];
        moved[place] = numbers[i];
    }
}

/* Lines of 16 hexadecimal digits, a tab, the owner's id. Records are numbered in the order of the file; those no pseudonym of
 * which was asked for have no number. Returns how many bytes were read, whole lines only, until the marks are half full; -1
 * for what is no such file. */
int64_t dl_owners(const uint8_t *text, size_t size, uint64_t mask, const uint64_t *names, uint32_t *records, const uint64_t *bits,
                  owners *told) {
    size_t at = 0;
    line lines[64];
    int count = 0;
    while (at < size && told->records + 64 < told->mask / 2) {
        const uint8_t *end = memchr(text + at, '\n', size - at);
        if (!end) break;
        size_t long_ = (size_t)(end - text) - at;
        if (long_ < 17 || text[at + 16] != '\t') return -1;
        uint32_t low, high;
        if (!hexadecimal(text + at, &low) || !hexadecimal(text + at + 8, &high)) return -1;
        lines[count].id = text + at + 17;
        lines[count].size = long_ - 17;
        lines[count].name = (uint64_t)high << 32 | low;
        __builtin_prefetch(bits + (bit_of(lines[count].name, mask) >> 6));
        if (++count == 64) { settle(lines, count, mask, names, records, bits, told); count = 0; }
        at += long_ + 1;
    }
    settle(lines, count, mask, names, records, bits, told);
    return (int64_t)at;
}

typedef struct { uint32_t two; int32_t points; uint32_t place; } row;

static inline int earlier(const row *a, const row *b) { /* of one pair the most points first, then the first place */
    if (a->two != b->two) return a->two < b->two;
    if (a->points != b->points) return a->points > b->points;
    return a->place < b->place;
}

static int by_two(const void *a, const void *b) { return earlier(a, b) ? -1 : 1; }

/* Pairs of rows of the records `from` to `end` of the first side, made pairs of records, in order. `alone`: both sides are one
 * file, and the lower number stands first. Rows of nobody (-1) and of one record are left out. Out: for each pair the
 * records, the points of its middle row, how many rows it has, and where the middle one stands.
 * Returns how many; -1 where there is no memory. */
int64_t dl_pairs(size_t count, const int32_t *ones, const int32_t *twos, const int32_t *points, int alone, int32_t from, int32_t end,
                 int32_t *one, int32_t *two, int32_t *middle, int32_t *shared, uint32_t *place) {
    size_t wide = (size_t)(end - from), whole = 0;
    uint32_t *next = calloc(wide + 1, sizeof *next);
    if (!next) return -1;
#define EACH(body)                                                                                        \
    for (size_t i = 0; i < count; i++) {                                                                  \
        int32_t a = ones[i], b = twos[i];                                                                 \
        if (a < 0 || b < 0) continue;                                                                     \
        if (alone) { if (a == b) continue; if (a > b) { int32_t c = a; a = b; b = c; } }                  \
        if (a < from || a >= end) continue;                                                               \
        body                                                                                              \
    }
    EACH(next[a - from + 1]++; whole++; (void)b;)
    row *rows = malloc((whole ? whole : 1) * sizeof *rows);
    if (!rows) { free(next); return -1; }
    for (size_t i = 0; i < wide; i++) next[i + 1] += next[i];
    EACH(rows[next[a - from]++] = ((row){(uint32_t)b, points[i], (uint32_t)i});)
    size_t made = 0, begin = 0;
    for (size_t at = 0; at < wide; begin = next[at++]) {
        row *mine = rows + begin;
        size_t size = next[at] - begin;
        if (size > 48) qsort(mine, size, sizeof *mine, by_two);
        else for (size_t i = 1; i < size; i++) {
            row moved = mine[i];
            size_t to = i;
            for (; to && earlier(&moved, mine + to - 1); to--) mine[to] = mine[to - 1];
            mine[to] = moved;
        }
        for (size_t i = 0, last; i < size; i = last) {
            for (last = i + 1; last < size && mine[last].two == mine[i].two; last++);
            const row *middle_ = mine + i + (last - i) / 2; /* of an even number the lesser */
            one[made] = from + (int32_t)at;
            two[made] = (int32_t)middle_->two;
            middle[made] = middle_->points;
            shared[made] = (int32_t)(last - i);
            place[made++] = middle_->place;
        }
    }
    free(next); free(rows);
    return (int64_t)made;
}

/* Of pairs in the order in which they are taken, those neither record of which was taken before: kept is 1. Tables of one bit
 * for each record, zero before. */
void dl_one_to_one(size_t count, const uint32_t *order, const int32_t *one, const int32_t *two, uint64_t *left, uint64_t *right,
                   uint8_t *kept) {
    for (size_t i = 0; i < count; i++) {
        uint32_t at = order[i], a = (uint32_t)one[at], b = (uint32_t)two[at];
        uint64_t in_a = 1ULL << (a & 63), in_b = 1ULL << (b & 63);
        if ((left[a >> 6] & in_a) || (right[b >> 6] & in_b)) continue;
        left[a >> 6] |= in_a;
        right[b >> 6] |= in_b;
        kept[at] = 1;
    }
}
