/* Filters of the gate encode: for each (row, field) the first `weight` distinct positions of a keyed sequence of 0..127.
 * The sequence: five positions of each piece, pieces in order of their hash, then eight of each pad. SipHash-2-4
 * of one 8-byte block, keyed by the row's salt. dotline/matching/filters.py does the same.
 * And a tag for each field, a byte under the same salt: zero where the field is not given.
 *
 * Each lane is a row: rows that follow each other and are of one record have its pieces in common. */
#include "lanes.h"

#define MOST_PIECES 24 /* of one field; see tokens.GRAMS */
#define PIECE_PLACES 5
#define PAD_PLACES 8
#define PADS 16
#define TAGS 0xfeULL << 56 /* the block whose hash is the tags of a row; no piece and no pad is the like */

/* What eight rows hold of one field; of those in `last` a hash whose positions did not all fit. */
typedef struct { lanes low, high, last, open; } filling;

static inline void spread(lanes hash, int places, lanes *low, lanes *high) {
    *low = *high = all(0);
    for (int i = 0; i < places; i++) {
        lanes place = (hash >> (7 * i)) & all(127);
        *low |= low_bit(place);
        *high |= high_bit(place);
    }
}

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

/* Batcher's merge exchange (Knuth 5.2.2 M), lane by lane. */
static void sort(lanes *keys, int count) {
    int top = 1;
    while (2 * top < count) top *= 2;
    for (int p = top; p > 0; p /= 2) {
        int q = top, r = 0, d = p;
        for (;;) {
            for (int i = 0; i < count - d; i++) {
                if ((i & p) != r) continue;
                lanes a = keys[i], b = keys[i + d];
                keys[i] = lesser(a, b);
                keys[i + d] = greater(a, b);
            }
            if (q == p) break;
            d = q - p; q /= 2; r = p;
        }
    }
}

/* The filters of one field of up to eight rows under the same pieces. */
static void fill(lanes k0, lanes k1, const uint64_t *pieces, int count, uint64_t field, lanes weight, lanes out[2]) {
    lanes hashes[MOST_PIECES];
    filling f = {all(0), all(0), all(0), all(~0ULL)};
    if (count > MOST_PIECES) count = MOST_PIECES;
    int i = 0; /* two at a time keep the processor's units busy */
    for (; i + 2 <= count; i += 2) {
        lanes a = siphash(k0, k1, all(pieces[i])), b = siphash(k0, k1, all(pieces[i + 1]));
        hashes[i] = a; hashes[i + 1] = b;
    }
    if (i < count) hashes[i] = siphash(k0, k1, all(pieces[i]));
    for (int i = 0; i < count; i++) {
        lanes low, high;
        spread(hashes[i], PIECE_PLACES, &low, &high);
        f.low |= low; f.high |= high;
    }
    if (any((lanes)(bit_count(f.low) + bit_count(f.high) > weight))) { /* too many: those of the least hashes */
        f.low = f.high = all(0);
        sort(hashes, count);
        for (int i = 0; i < count && any(f.open); i++) add(&f, hashes[i], PIECE_PLACES, weight);
        add_singly(&f, ~f.open, PIECE_PLACES, weight);
    }
    f.open = (lanes)(bit_count(f.low) + bit_count(f.high) < weight);
    lanes unfilled = f.open;
    for (uint64_t pad = 0; pad < PADS && any(f.open); pad++)
        add(&f, siphash(k0, k1, all(0xffULL << 56 | field << 8 | pad)), PAD_PLACES, weight);
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
