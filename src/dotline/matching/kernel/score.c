/* Comparing two encoded files: rows of one token, the bits that their filters share, and the points of the pair.
 * dotline/matching/comparing.py does the same in NumPy. Every number is whole, so that all give the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN 16
#define ROW 152
#define FIELDS 8
#define GROUPS 4 /* two fields each: six bits of levels */
#define GROUP 64

/* What the file is: rows of ROW bytes sorted by token. Levels: three bits for each field, the first lowest. */
typedef struct { uint64_t compared, crowded, found; int64_t at_a, at_b; } tally;

static inline size_t same(const uint8_t *rows, size_t from, size_t end) {
    size_t last = from + 1;
    while (last < end && !memcmp(rows + last * ROW, rows + from * ROW, TOKEN)) last++;
    return last;
}

static inline uint32_t levels_of(const uint8_t *a, const uint8_t *b, const uint8_t *level) {
    uint64_t one[2 * FIELDS], two[2 * FIELDS];
    memcpy(one, a + 24, sizeof one);
    memcpy(two, b + 24, sizeof two);
    uint32_t told = 0;
    for (int field = 0; field < FIELDS; field++) {
        const uint64_t *x = one + 2 * field, *y = two + 2 * field;
        int given = (x[0] | x[1]) && (y[0] | y[1]);
        int shared = __builtin_popcountll(x[0] & y[0]) + __builtin_popcountll(x[1] & y[1]);
        told |= (uint32_t)(given ? level[shared] : 0) << (3 * field);
    }
    return told;
}

/* tables: for the groups (0,1) (0,2) (0,3) (1,2) (1,3) (2,3) the points of every pair of levels. */
static inline int32_t points_of(uint32_t told, const int32_t *tables) {
    uint32_t g[GROUPS];
    for (int i = 0; i < GROUPS; i++) g[i] = told >> (6 * i) & 63u;
    int32_t sum = 0;
    for (int i = 0, table = 0; i < GROUPS; i++)
        for (int j = i + 1; j < GROUPS; j++, table++) sum += tables[table * GROUP * GROUP + g[i] * GROUP + g[j]];
    return sum;
}

/* Pairs of rows of one token with at least `floor` points, from at_a and at_b on, until `room` might not do for the next
 * block. `alone`: b is a, and each pair is looked at once. Blocks with more than `most` rows on a side are counted
 * and left out. Returns 0, or 1 where a file is not sorted. */
int dl_compare(const uint8_t *a, size_t rows_a, const uint8_t *b, size_t rows_b, int alone, size_t most, const uint8_t *level,
               const int32_t *tables, const int32_t *rarity, int32_t floor, size_t room, uint64_t *one, uint64_t *two,
               int32_t *points, uint32_t *levels, tally *done) {
    size_t i = (size_t)done->at_a, j = (size_t)done->at_b;
    while (i < rows_a && j < rows_b) {
        int order = alone ? 0 : memcmp(a + i * ROW, b + j * ROW, TOKEN);
        if (order) {
            const uint8_t *rows = order < 0 ? a : b;
            size_t *at = order < 0 ? &i : &j, end = order < 0 ? rows_a : rows_b;
            if (*at + 1 < end && memcmp(rows + *at * ROW, rows + (*at + 1) * ROW, TOKEN) > 0) return 1;
            ++*at;
            continue;
        }
        size_t last_a = same(a, i, rows_a), last_b = alone ? last_a : same(b, j, rows_b);
        if (last_a < rows_a && memcmp(a + i * ROW, a + last_a * ROW, TOKEN) > 0) return 1;
        if (last_b < rows_b && memcmp(b + j * ROW, b + last_b * ROW, TOKEN) > 0) return 1;
        size_t wide = last_a - i, high = last_b - j;
        if (wide > most || high > most) { done->crowded += wide + (alone ? 0 : high); i = last_a; j = last_b; continue; }
        if (room - done->found < wide * high) break;
        int rare = 0;
        for (size_t size = wide * high; size > 1 && rare < 7; size >>= 1) rare++;
        for (size_t x = i; x < last_a; x++)
            for (size_t y = alone ? x + 1 : j; y < last_b; y++) {
                uint32_t told = levels_of(a + x * ROW, b + y * ROW, level);
                int32_t sum = points_of(told, tables) + rarity[rare];
                done->compared++;
                if (sum < floor) continue;
                memcpy(one + done->found, a + x * ROW + TOKEN, 8);
                memcpy(two + done->found, b + y * ROW + TOKEN, 8);
                points[done->found] = sum;
                levels[done->found++] = told | (uint32_t)rare << 24;
            }
        i = last_a; j = last_b;
    }
    done->at_a = (int64_t)i;
    done->at_b = (int64_t)j;
    return 0;
}

/* Owners: lines of 16 hexadecimal digits, a tab, the owner's id. `slots` is an open table of the pseudonyms that are
 * asked for. Each gets the number of its record: records are numbered in the order of the file, told apart by a mark of 64
 * bits of their id (`marks`, `numbers`: an open table too). begin, length: where the id of each record stands. */
typedef struct { uint64_t records; } owners;

static inline int digit(uint8_t letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    return -1;
}

static inline uint64_t mixed(uint64_t x) {
    x ^= x >> 32; x *= 0xd6e8feb86659fd93ULL; x ^= x >> 32; x *= 0xd6e8feb86659fd93ULL; return x ^ x >> 32;
}

void dl_slots(size_t count, const uint64_t *names, uint64_t mask, uint32_t *slots) {
    for (size_t number = 0; number < count; number++) {
        uint64_t at = mixed(names[number]) & mask;
        while (slots[at]) at = (at + 1) & mask;
        slots[at] = (uint32_t)number + 1;
    }
}

/* Returns how many bytes were read, whole lines only; -1 for what is no such file. */
int64_t dl_owners(const uint8_t *text, size_t size, const uint64_t *names, uint64_t mask, const uint32_t *slots, uint64_t *marks,
                  uint32_t *numbers, int64_t *record, uint64_t *begin, uint32_t *length, owners *told) {
    size_t at = 0;
    while (at < size) {
        const uint8_t *end = memchr(text + at, '\n', size - at);
        if (!end) break;
        size_t line = (size_t)(end - text) - at;
        if (line < 17 || text[at + 16] != '\t') return -1;
        uint8_t bytes[8];
        for (int i = 0; i < 8; i++) {
            int high = digit(text[at + 2 * i]), low = digit(text[at + 2 * i + 1]);
            if (high < 0 || low < 0) return -1;
            bytes[i] = (uint8_t)(high << 4 | low);
        }
        uint64_t name;
        memcpy(&name, bytes, 8);
        uint64_t slot = mixed(name) & mask;
        while (slots[slot] && names[slots[slot] - 1] != name) slot = (slot + 1) & mask;
        if (slots[slot]) {
            uint64_t hash = 0xcbf29ce484222325ULL;
            for (size_t i = 17; i < line; i++) hash = (hash ^ text[at + i]) * 0x100000001b3ULL;
            hash = mixed(hash) | 1;
            uint64_t place = hash >> 1 & mask;
            while (marks[place] && marks[place] != hash) place = (place + 1) & mask;
            if (!marks[place]) {
                marks[place] = hash;
                numbers[place] = (uint32_t)told->records;
                begin[told->records] = at + 17;
                length[told->records++] = (uint32_t)(line - 17);
            }
            record[slots[slot] - 1] = numbers[place];
        }
        at += line + 1;
    }
    return (int64_t)at;
}
