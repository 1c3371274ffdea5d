/* Comparing two encoded files: rows of one token, the bits that their filters share, and the points of the pair.
 * dotline/matching/comparing.py does the same in NumPy. Every number is whole, so that all give the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN 16
#define ROW 160
#define TAGS 152 /* a byte for each field: that of two rows is the same where both have it, and not zero */
#define FIELDS 8
#define GROUPS 4 /* two fields each: six bits of levels */
#define GROUP 64
#define BIRTH 3 /* the place of a field; that of the given name is 0 */
#define NEARLY 6 /* levels: nearly the same, the same */
#define SAME_BITS 7

/* What the file is: rows of ROW bytes sorted by token. Levels: three bits for each field, the first lowest. */
typedef struct { uint64_t compared, crowded, found; int64_t at_a, at_b; } tally;
typedef struct { uint64_t one, two; int32_t points; uint32_t levels; } pair;

typedef unsigned __int128 token;

static inline token token_of(const uint8_t *row) {
    uint64_t high, low;
    memcpy(&high, row, 8);
    memcpy(&low, row + 8, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    high = __builtin_bswap64(high); low = __builtin_bswap64(low);
#endif
    return (token)high << 64 | low;
}

static inline size_t same(const uint8_t *rows, size_t from, size_t end) {
    size_t last = from + 1;
    while (last < end && !memcmp(rows + last * ROW, rows + from * ROW, TOKEN)) last++;
    return last;
}

static inline uint32_t levels_of(const uint8_t *a, const uint8_t *b, const uint8_t *level) {
    uint64_t one[2 * FIELDS], two[2 * FIELDS];
    const uint8_t *mine = a + TAGS, *yours = b + TAGS;
    memcpy(one, a + 24, sizeof one);
    memcpy(two, b + 24, sizeof two);
    uint32_t told = 0;
    for (int field = 0; field < FIELDS; field++) {
        const uint64_t *x = one + 2 * field, *y = two + 2 * field;
        int given = mine[field] && mine[field] == yours[field];
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
               const int32_t *tables, const int32_t *rarity, int32_t floor, size_t room, pair *found, tally *done) {
    size_t i = (size_t)done->at_a, j = (size_t)done->at_b;
    while (i < rows_a && j < rows_b) {
        token in_a = token_of(a + i * ROW), in_b = alone ? in_a : token_of(b + j * ROW);
        if (in_a != in_b) {
            int first = in_a < in_b;
            const uint8_t *rows = first ? a : b;
            size_t at = first ? i : j, end = first ? rows_a : rows_b;
            token behind = first ? in_b : in_a, before = first ? in_a : in_b;
            while (++at < end) {
                token here = token_of(rows + at * ROW);
                if (here < before) return 1;
                before = here;
                if (here >= behind) break;
            }
            if (first) i = at; else j = at;
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
                pair *to = found + done->found++;
                memcpy(&to->one, a + x * ROW + TOKEN, 8);
                memcpy(&to->two, b + y * ROW + TOKEN, 8);
                to->points = sum;
                to->levels = told | (uint32_t)rare << 24;
            }
        i = last_a; j = last_b;
    }
    done->at_a = (int64_t)i;
    done->at_b = (int64_t)j;
    return 0;
}

/* Which of two rows of a block comes last, by the filters of the fields in an order: what differs most, then what is there most. */
static int comes_after(const uint8_t *one, const uint8_t *other) {
    static const int order[FIELDS] = {0, 3, 2, 7, 5, 1, 6, 4};
    for (int at = 0; at < FIELDS; at++) {
        int told = memcmp(one + 24 + 16 * order[at], other + 24 + 16 * order[at], 16);
        if (told) return told > 0;
    }
    return 0;
}

/* One person of each block: of rows sorted by token, only the row that comes last, and those that have at least `least`
 * points beside it, nearly the same given name and the same date of birth: further records of the same person. In place; gives how
 * many are left. */
size_t dl_apart(size_t rows, uint8_t *in, const uint8_t *level, const int32_t *tables, int32_t least) {
    size_t kept = 0;
    for (size_t i = 0, end; i < rows; i = end) {
        end = same(in, i, rows);
        size_t first = i;
        for (size_t at = i + 1; at < end; at++)
            if (comes_after(in + at * ROW, in + first * ROW)) first = at;
        uint8_t whose[ROW];
        memcpy(whose, in + first * ROW, ROW);
        for (size_t at = i; at < end; at++) {
            const uint8_t *row = in + at * ROW;
            if (at != first) {
                uint32_t told = levels_of(row, whose, level);
                if ((told & 7) < NEARLY || (told >> 3 * BIRTH & 7) < SAME_BITS || points_of(told, tables) < least) continue;
            }
            if (kept != at) memcpy(in + kept * ROW, row, ROW);
            kept++;
        }
    }
    return kept;
}
