/* Filters of the gate encode: for each (row, field) the first WEIGHT distinct positions of a keyed sequence of 0..127.
 * The sequence: five positions of each piece, pieces in order of their hash, then eight of each pad. SipHash-2-4
 * (Aumasson and Bernstein 2012) of one 8-byte block, keyed by the row's salt. dotline/matching/filters.py does the same. */
#include <stdint.h>
#include <stddef.h>

#define ROTL(x, b) (((x) << (b)) | ((x) >> (64 - (b))))
#define ROUND                                                                                      \
    v0 += v1; v1 = ROTL(v1, 13) ^ v0; v0 = ROTL(v0, 32);                                           \
    v2 += v3; v3 = ROTL(v3, 16) ^ v2;                                                              \
    v0 += v3; v3 = ROTL(v3, 21) ^ v0;                                                              \
    v2 += v1; v1 = ROTL(v1, 17) ^ v2; v2 = ROTL(v2, 32);

static uint64_t siphash(uint64_t k0, uint64_t k1, uint64_t m) {
    uint64_t v0 = k0 ^ 0x736f6d6570736575ULL, v1 = k1 ^ 0x646f72616e646f6dULL;
    uint64_t v2 = k0 ^ 0x6c7967656e657261ULL, v3 = k1 ^ 0x7465646279746573ULL;
    const uint64_t last = 8ULL << 56;
    v3 ^= m; ROUND ROUND v0 ^= m;
    v3 ^= last; ROUND ROUND v0 ^= last;
    v2 ^= 0xff; ROUND ROUND ROUND ROUND
    return v0 ^ v1 ^ v2 ^ v3;
}

static int put(uint64_t *out, uint64_t hash, int places, int held, int weight) {
    for (int i = 0; i < places && held < weight; i++) {
        unsigned at = (unsigned)(hash >> (7 * i)) & 127u;
        uint64_t bit = 1ULL << (at & 63u);
        held += !(out[at >> 6] & bit);
        out[at >> 6] |= bit;
    }
    return held;
}

/* records: for each row the index of its record; starts: where the pieces of each (record, field) begin, one more at the
 * end; salts: two words for each row; out: two words for each (row, field), zero before. */
void dl_filters(size_t rows, size_t fields, const uint32_t *records, const uint32_t *starts, const uint64_t *pieces,
                const uint64_t *salts, int weight, uint64_t *out) {
    uint64_t hashes[64];
    for (size_t row = 0; row < rows; row++) {
        uint64_t k0 = salts[2 * row], k1 = salts[2 * row + 1];
        for (size_t field = 0; field < fields; field++) {
            size_t cell = (size_t)records[row] * fields + field;
            uint32_t first = starts[cell], count = starts[cell + 1] - first;
            uint64_t *bits = out + 2 * (row * fields + field);
            if (!count) continue;
            if (count > 64) count = 64;
            for (uint32_t i = 0; i < count; i++) { /* insertion sort: at most a few dozen */
                uint64_t hash = siphash(k0, k1, pieces[first + i]);
                uint32_t at = i;
                while (at && hashes[at - 1] > hash) { hashes[at] = hashes[at - 1]; at--; }
                hashes[at] = hash;
            }
            int held = 0;
            for (uint32_t i = 0; i < count && held < weight; i++) held = put(bits, hashes[i], 5, held, weight);
            for (uint64_t pad = 0; pad < 16 && held < weight; pad++)
                held = put(bits, siphash(k0, k1, 0xff00000000000000ULL | field << 8 | pad), 8, held, weight);
        }
    }
}
