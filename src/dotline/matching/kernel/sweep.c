/* Record-level encodings: the pieces of all fields in one sparse filter of 1024 bits, then diffused: each bit that goes out is
 * the exclusive or of a few bits of the filter (Armknecht, Heng and Schnell 2023). dotline/matching/sweeps.py does the same. */
#include "lanes.h"

#define BITS 1024
#define WORDS (BITS / 64)
#define MOST_HASHES 256
#define QUARTETS (BITS / 4)
#define COMBINED 16 /* of four bits */
#define AT_ONCE 64

/* For each four bits of the filter what each of their combinations turns: half of the additions of bit by bit. */
static void combine(const uint64_t *columns, uint64_t *table) {
    for (size_t quartet = 0; quartet < QUARTETS; quartet++, table += COMBINED * WORDS) {
        memset(table, 0, WORDS * sizeof *table);
        for (size_t set = 1; set < COMBINED; set++) {
            const uint64_t *rest = table + WORDS * (set & (set - 1));
            const uint64_t *column = columns + WORDS * (4 * quartet + (size_t)__builtin_ctzll(set));
            for (size_t word = 0; word < WORDS; word++) table[WORDS * set + word] = rest[word] ^ column[word];
        }
    }
}

/* The filter of one record. */
static void hold(size_t fields, const uint32_t *cells, const uint64_t *codes, const uint8_t *places, const uint64_t *key,
                 uint64_t *held) {
    uint64_t hashes[MOST_HASHES];
    memset(held, 0, WORDS * sizeof *held);
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
}

/* Diffuse the filters of some records. Word by word of all of them: what a word's quartets turn fits the nearest cache. */
static void diffuse(size_t records, uint64_t (*held)[WORDS], const uint64_t *table, uint64_t *out) {
    memset(out, 0, records * WORDS * sizeof *out);
    for (size_t word = 0; word < WORDS; word++, table += 16 * COMBINED * WORDS)
        for (size_t record = 0; record < records; record++) {
            uint64_t *to = out + WORDS * record, left = held[record][word];
            lanes low = load(to), high = load(to + LANES);
            for (size_t quartet = 0; quartet < 16; quartet++, left >>= 4) {
                const uint64_t *turned = table + WORDS * (COMBINED * quartet + (left & 15));
                low ^= load(turned);
                high ^= load(turned + LANES);
            }
            store(to, low);
            store(to + LANES, high);
        }
}

/* starts: where the pieces of each (record, field) begin; places: how many of each piece's positions a field sets, at most six;
 * key: two words; columns: for each bit of the filter the bits that it turns; table: room for QUARTETS * COMBINED * WORDS
 * words; out: WORDS for each record. */
void dl_sweep(size_t records, size_t fields, const uint32_t *starts, const uint64_t *codes, const uint8_t *places,
              const uint64_t *key, const uint64_t *columns, uint64_t *table, uint64_t *out) {
    uint64_t held[AT_ONCE][WORDS];
    combine(columns, table);
    for (size_t first = 0; first < records; first += AT_ONCE) {
        size_t here = records - first < AT_ONCE ? records - first : AT_ONCE;
        for (size_t record = 0; record < here; record++)
            hold(fields, starts + (first + record) * fields, codes, places, key, held[record]);
        diffuse(here, held, table, out + WORDS * first);
    }
}
