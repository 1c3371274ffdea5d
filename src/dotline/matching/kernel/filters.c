/* Filters of the gate encode: for each (row, field) the first `weight` distinct positions of a keyed sequence of 0..127.
 * The sequence: five positions of each piece, pieces in order of their hash, then nine of each pad. SipHash-2-4
 * of seven bytes, keyed by the row's salt. dotline/matching/filters.py does the same.
 * And a tag for each field, a byte under the same salt: zero where the field is not given.
 *
 * Each lane is a row: rows that follow each other and are of one record have its pieces in common. */
#include "lanes.h"

#define MOST_PIECES 24 /* of one field; see tokens.GRAMS */
#define PIECE_PLACES 5
#define PAD_PLACES 9
#define PADS 16
#define FEW 11  /* pieces that seldom fill a filter; three pads then nearly do */
#define SOON 3
/* Pads and tags: seven bytes, as the eighth says, with a bit that no ASCII letter has, so that no piece is the like. */
#define PAD (7ULL << 56 | 1ULL << 31)
#define TAGS (7ULL << 56 | 1ULL << 39)

/* What eight rows hold of one field; of those in `last` a hash whose positions did not all fit. */
typedef struct { lanes low, high, last, open; } filling;

#ifdef __AVX512F__
static inline void spread(lanes hash, int places, lanes *low, lanes *high) { /* a turn counts by 64, so nothing is cut off */
    __m512i below = _mm512_setzero_si512(), above = below, one = _mm512_set1_epi64(1);
    for (int i = 0; i < places; i++) {
        __m512i bit = _mm512_rolv_epi64(one, _mm512_srli_epi64((__m512i)hash, 7 * (unsigned)i));
        __mmask8 up = _mm512_test_epi64_mask((__m512i)hash, _mm512_set1_epi64(64LL << 7 * i));
        below = _mm512_mask_or_epi64(below, (__mmask8)~up, below, bit);
        above = _mm512_mask_or_epi64(above, up, above, bit);
    }
    *low = (lanes)below; *high = (lanes)above;
}
#else
static inline void spread(lanes hash, int places, lanes *low, lanes *high) {
    *low = *high = all(0);
    for (int i = 0; i < places; i++) {
        lanes place = (hash >> (7 * i)) & all(127);
        *low |= low_bit(place);
        *high |= high_bit(place);
    }
}
#endif

/* Add all positions of a hash to the rows where they fit; of the others, remember the hash and add no more. */
static inline void add(filling *f, lanes hash, int places, lanes weight) {
    lanes low, high;
    spread(hash, places, &low, &high);
    low |= f->low; high |= f->high;
    lanes fits = (lanes)(bit_count(low) + bit_count(high) <= weight), taken = fits & f->open, shut = f->open & ~fits;
    f->low = (low & taken) | (f->low & ~taken);
    f->high = (high & taken) | (f->high & ~taken);
    f->last = (hash & shut) | (f->last & ~shut);
    f->open = taken;
}

/* Of the rows in `wanted`, the positions of the remembered hash one by one, as long as there is room. */
static inline void add_singly(filling *f, lanes wanted, int places, lanes weight) {
    lanes count = bit_count(f->low) + bit_count(f->high);
    for (int i = 0; i < places; i++) {
        lanes place = (f->last >> (7 * i)) & all(127), room = wanted & (lanes)(count < weight);
        lanes low = low_bit(place) & ~f->low & room, high = high_bit(place) & ~f->high & room;
        f->low |= low; f->high |= high;
        count -= (lanes)((low | high) != all(0));
    }
}

/* Batcher's merge exchange (Knuth 5.2.2 M) for 16 and for 24 keys, step by step, so that the keys stay in registers. */
static const uint8_t SORT16[63][2] = {
    {0,8}, {1,9}, {2,10}, {3,11}, {4,12}, {5,13}, {6,14}, {7,15}, {0,4}, {1,5}, {2,6}, {3,7}, {8,12}, {9,13}, {10,14},
    {11,15}, {4,8}, {5,9}, {6,10}, {7,11}, {0,2}, {1,3}, {4,6}, {5,7}, {8,10}, {9,11}, {12,14}, {13,15}, {2,8}, {3,9}, {6,12},
    {7,13}, {2,4}, {3,5}, {6,8}, {7,9}, {10,12}, {11,13}, {0,1}, {2,3}, {4,5}, {6,7}, {8,9}, {10,11}, {12,13}, {14,15}, {1,8},
    {3,10}, {5,12}, {7,14}, {1,4}, {3,6}, {5,8}, {7,10}, {9,12}, {11,14}, {1,2}, {3,4}, {5,6}, {7,8}, {9,10}, {11,12}, {13,14}};
static const uint8_t SORT24[127][2] = {
    {0,16}, {1,17}, {2,18}, {3,19}, {4,20}, {5,21}, {6,22}, {7,23}, {0,8}, {1,9}, {2,10}, {3,11}, {4,12}, {5,13}, {6,14},
    {7,15}, {8,16}, {9,17}, {10,18}, {11,19}, {12,20}, {13,21}, {14,22}, {15,23}, {0,4}, {1,5}, {2,6}, {3,7}, {8,12}, {9,13},
    {10,14}, {11,15}, {16,20}, {17,21}, {18,22}, {19,23}, {4,16}, {5,17}, {6,18}, {7,19}, {4,8}, {5,9}, {6,10}, {7,11},
    {12,16}, {13,17}, {14,18}, {15,19}, {0,2}, {1,3}, {4,6}, {5,7}, {8,10}, {9,11}, {12,14}, {13,15}, {16,18}, {17,19},
    {20,22}, {21,23}, {2,16}, {3,17}, {6,20}, {7,21}, {2,8}, {3,9}, {6,12}, {7,13}, {10,16}, {11,17}, {14,20}, {15,21}, {2,4},
    {3,5}, {6,8}, {7,9}, {10,12}, {11,13}, {14,16}, {15,17}, {18,20}, {19,21}, {0,1}, {2,3}, {4,5}, {6,7}, {8,9}, {10,11},
    {12,13}, {14,15}, {16,17}, {18,19}, {20,21}, {22,23}, {1,16}, {3,18}, {5,20}, {7,22}, {1,8}, {3,10}, {5,12}, {7,14},
    {9,16}, {11,18}, {13,20}, {15,22}, {1,4}, {3,6}, {5,8}, {7,10}, {9,12}, {11,14}, {13,16}, {15,18}, {17,20}, {19,22},
    {1,2}, {3,4}, {5,6}, {7,8}, {9,10}, {11,12}, {13,14}, {15,16}, {17,18}, {19,20}, {21,22}};

#define SORT(number)                                                                                \
    static void sort##number(lanes *keys, int count) {                                              \
        lanes k[number];                                                                            \
        for (int i = 0; i < number; i++) k[i] = i < count ? keys[i] : all(~0ULL);                   \
        _Pragma("GCC unroll 128") for (size_t i = 0; i < sizeof SORT##number / 2; i++) {            \
            const int one = SORT##number[i][0], two = SORT##number[i][1];                           \
            lanes a = k[one], b = k[two];                                                           \
            k[one] = lesser(a, b); k[two] = greater(a, b);                                          \
        }                                                                                           \
        for (int i = 0; i < count; i++) keys[i] = k[i];                                             \
    }
SORT(16)
SORT(24)

static inline lanes pad_of(lanes k0, lanes k1, uint64_t field, uint64_t pad) {
    return siphash(k0, k1, all(PAD | field << 8 | pad));
}

/* The filters of one field of up to eight rows under the same pieces. */
static void fill(lanes k0, lanes k1, const uint64_t *pieces, int count, uint64_t field, lanes weight, lanes out[2]) {
    lanes hashes[MOST_PIECES], pads[SOON], low, high;
    filling f = {all(0), all(0), all(0), all(~0ULL)};
    uint64_t pad = 0, soon = count <= FEW ? SOON : 0; /* these will be wanted: hashes without a branch keep the units busy */
    if (count > MOST_PIECES) count = MOST_PIECES;
    for (int i = 0; i < count; i++) hashes[i] = siphash(k0, k1, all(pieces[i]));
    for (uint64_t i = 0; i < soon; i++) pads[i] = pad_of(k0, k1, field, i);
    for (int i = 0; i < count; i++) {
        spread(hashes[i], PIECE_PLACES, &low, &high);
        f.low |= low; f.high |= high;
    }
    if (any((lanes)(bit_count(f.low) + bit_count(f.high) > weight))) { /* too many: those of the least hashes */
        f.low = f.high = all(0);
        if (count <= 16) sort16(hashes, count); else sort24(hashes, count);
        for (int i = 0; i < count && any(f.open); i++) add(&f, hashes[i], PIECE_PLACES, weight);
        add_singly(&f, ~f.open, PIECE_PLACES, weight);
    }
    f.open = (lanes)(bit_count(f.low) + bit_count(f.high) < weight);
    lanes unfilled = f.open;
    for (; pad < soon; pad++) add(&f, pads[pad], PAD_PLACES, weight);
    for (; pad < PADS && any(f.open); pad++) add(&f, pad_of(k0, k1, field, pad), PAD_PLACES, weight);
    add_singly(&f, unfilled & ~f.open, PAD_PLACES, weight);
    out[0] = f.low; out[1] = f.high;
}

/* records: for each row the index of its record; starts: where the pieces of each (record, field) begin, one more at the
 * end; salts: two words for each row, `apart` words from one row to the next; where: the place of each row in out; out:
 * two words for each field, `step` words from one row to the next. */
void dl_filters(size_t rows, size_t fields, const uint32_t *records, const uint32_t *starts, const uint64_t *pieces,
                const uint64_t *salts, size_t apart, int weight, const uint32_t *where, size_t step, uint64_t *out) {
    for (size_t row = 0; row < rows;) {
        size_t count = 1;
        lanes k0 = all(0), k1 = all(0);
        while (count < LANES && row + count < rows && records[row + count] == records[row]) count++;
        for (size_t lane = 0; lane < count; lane++) {
            k0[lane] = salts[apart * (row + lane)];
            k1[lane] = salts[apart * (row + lane) + 1];
        }
        const uint32_t *cell = starts + (size_t)records[row] * fields;
        for (size_t field = 0; field < fields; field++) {
            lanes found[2] = {all(0), all(0)};
            int held = (int)(cell[field + 1] - cell[field]);
            if (held) fill(k0, k1, pieces + cell[field], held, field, all((uint64_t)weight), found);
            for (size_t lane = 0; lane < count; lane++) {
                uint64_t *to = out + step * where[row + lane] + 2 * field;
                to[0] = found[0][lane];
                to[1] = found[1][lane];
            }
        }
        row += count;
    }
}

/* Eight tags for each row, that of a field without a filter zero. `out` are the filters as dl_filters made them, `step` words
 * from one row to the next, as many as from the tags of a row to those of the next. */
void dl_tags(size_t rows, const uint64_t *salts, size_t apart, const uint32_t *where, size_t step, const uint64_t *out,
             uint8_t *tags) {
    for (size_t row = 0; row < rows; row += LANES) {
        size_t count = rows - row < LANES ? rows - row : LANES;
        lanes k0 = all(0), k1 = all(0);
        for (size_t lane = 0; lane < count; lane++) {
            k0[lane] = salts[apart * (row + lane)];
            k1[lane] = salts[apart * (row + lane) + 1];
        }
        lanes hash = siphash(k0, k1, all(TAGS));
        for (size_t lane = 0; lane < count; lane++) {
            const uint64_t *held = out + step * where[row + lane];
            uint8_t *to = tags + 8 * step * where[row + lane];
            for (int field = 0; field < 8; field++) {
                uint8_t tag = (uint8_t)(hash[lane] >> 8 * field);
                to[field] = held[2 * field] | held[2 * field + 1] ? (tag ? tag : 1) : 0;
            }
        }
    }
}

/* How many fields of rows are not given; `step` bytes from the tags of one row to those of the next. */
size_t dl_gaps(size_t rows, size_t step, const uint8_t *tags) {
    size_t count = 0;
    for (size_t row = 0; row < rows; row++)
        for (int field = 0; field < 8; field++) count += !tags[step * row + field];
    return count;
}

/* Fill them, in order, each under a salt of its own, two words: the filter of one piece, and a tag that is not zero. */
void dl_fill_gaps(size_t rows, size_t step, const uint64_t *salts, const uint8_t *said, uint64_t piece, int weight,
                  uint8_t *filters, uint8_t *tags) {
    uint8_t *to[LANES];
    uint64_t k0[LANES], k1[LANES], words[2][LANES];
    size_t gap = 0, waiting = 0, whole = 8 * rows;
    for (size_t cell = 0; cell <= whole; cell++) {
        if (cell < whole) {
            uint8_t *tag = tags + step * (cell / 8) + cell % 8;
            if (*tag) continue;
            *tag = said[gap] ? said[gap] : 1;
            to[waiting] = filters + step * (cell / 8) + 16 * (cell % 8);
            k0[waiting] = salts[2 * gap];
            k1[waiting++] = salts[2 * gap++ + 1];
        }
        if (!waiting || (waiting < LANES && cell < whole)) continue;
        lanes found[2];
        for (size_t lane = waiting; lane < LANES; lane++) k0[lane] = k1[lane] = 0;
        fill(load(k0), load(k1), &piece, 1, 0, all((uint64_t)weight), found);
        store(words[0], found[0]);
        store(words[1], found[1]);
        for (size_t lane = 0; lane < waiting; lane++) {
            memcpy(to[lane], words[0] + lane, 8);
            memcpy(to[lane] + 8, words[1] + lane, 8);
        }
        waiting = 0;
    }
}
