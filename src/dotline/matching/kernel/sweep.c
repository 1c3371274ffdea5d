/* Record-level encodings: the pieces of all fields in one sparse filter of 1024 bits, then diffused: each bit that goes out is
 * the exclusive or of a few bits of the filter (Armknecht, Heng and Schnell 2023). dotline/matching/sweeps.py does the same. */
#include "lanes.h"

#define BITS 1024
#define WORDS (BITS / 64)
#define MOST_HASHES 256

/* starts: where the pieces of each (record, field) begin; places: how many of each piece's positions a field sets, at most six;
 * key: two words; columns: for each bit of the filter the bits that it turns; out: WORDS for each record. */
void dl_sweep(size_t records, size_t fields, const uint32_t *starts, const uint64_t *codes, const uint8_t *places,
              const uint64_t *key, const uint64_t *columns, uint64_t *out) {
    uint64_t hashes[MOST_HASHES];
    for (size_t record = 0; record < records; record++) {
        const uint32_t *cells = starts + record * fields;
        uint64_t held[WORDS] = {0};
        lanes out_low = all(0), out_high = all(0);
        for (size_t field = 0; field < fields;) {
            size_t last = field; /* fields whose pieces are hashed at once */
            while (last < fields && cells[last + 1] - cells[field] <= MOST_HASHES - LANES) last++;
            if (last == field) break; /* more pieces than a field has */
            uint32_t first = cells[field], end = cells[last];
            for (uint32_t at = first; at < end; at += LANES) {
                lanes found = all(0);
                memcpy(&found, codes + at, (end - at < LANES ? end - at : LANES) * sizeof *codes);
                store(hashes + (at - first), siphash(all(key[0]), all(key[1]), found));
            }
            for (; field < last; field++)
                for (uint32_t at = cells[field]; at < cells[field + 1]; at++)
                    for (int i = 0; i < places[field]; i++) {
                        unsigned bit = (unsigned)(hashes[at - first] >> (10 * i)) & (BITS - 1);
                        held[bit >> 6] |= 1ULL << (bit & 63);
                    }
        }
        for (size_t word = 0; word < WORDS; word++)
            for (uint64_t left = held[word]; left; left &= left - 1) {
                const uint64_t *column = columns + WORDS * (64 * word + (size_t)__builtin_ctzll(left));
                out_low ^= load(column);
                out_high ^= load(column + LANES);
            }
        store(out + WORDS * record, out_low);
        store(out + WORDS * record + LANES, out_high);
    }
}
