/* Record-level encodings: the pieces of all fields in one sparse filter of 1024 bits, then diffused: each bit that goes out is
 * the exclusive or of a few bits of the filter (Armknecht, Heng and Schnell 2023). dotline/matching/sweeps.py does the same. */
#include "lanes.h"

#define BITS 1024
#define WORDS (BITS / 64)

/* starts: where the pieces of each (record, field) begin; places: how many of each piece's positions a field sets, at most six;
 * key: two words; columns: for each bit of the filter the bits that it turns; out: WORDS for each record. */
void dl_sweep(size_t records, size_t fields, const uint32_t *starts, const uint64_t *codes, const uint8_t *places,
              const uint64_t *key, const uint64_t *columns, uint64_t *out) {
    for (size_t record = 0; record < records; record++) {
        uint64_t held[WORDS] = {0}, *to = out + WORDS * record;
        memset(to, 0, sizeof held);
        for (size_t field = 0; field < fields; field++) {
            const uint32_t *cell = starts + record * fields + field;
            for (uint32_t at = cell[0]; at < cell[1]; at += LANES) {
                uint32_t here = cell[1] - at < LANES ? cell[1] - at : LANES;
                lanes found = all(0);
                memcpy(&found, codes + at, here * sizeof *codes);
                found = siphash(all(key[0]), all(key[1]), found);
                for (uint32_t lane = 0; lane < here; lane++)
                    for (int i = 0; i < places[field]; i++) {
                        unsigned bit = (unsigned)(found[lane] >> (10 * i)) & (BITS - 1);
                        held[bit >> 6] |= 1ULL << (bit & 63);
                    }
            }
        }
        for (size_t word = 0; word < WORDS; word++)
            for (uint64_t left = held[word]; left; left &= left - 1) {
                const uint64_t *column = columns + WORDS * (64 * word + (size_t)__builtin_ctzll(left));
                for (size_t i = 0; i < WORDS; i++) to[i] ^= column[i];
            }
    }
}
