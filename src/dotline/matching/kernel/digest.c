/* Digests of the leaves of a file: BLAKE2b-256 without a key, eight leaves at once. Leaves lie one after the other. */
#include "lanes.h"

#define BLOCK 128

#ifdef __AVX512F__
/* Word i of the block of each leaf in lane i: two squares of eight times eight words, turned. */
static inline void turned(const uint8_t *const from[LANES], size_t at, lanes m[16]) {
    for (int half = 0; half < 2; half++) {
        __m512i r[8], t[8];
        for (int i = 0; i < 8; i++) r[i] = _mm512_loadu_si512(from[i] + at + 64 * half);
        for (int i = 0; i < 4; i++) {
            t[i] = _mm512_unpacklo_epi64(r[2 * i], r[2 * i + 1]);
            t[4 + i] = _mm512_unpackhi_epi64(r[2 * i], r[2 * i + 1]);
        }
        for (int odd = 0; odd < 2; odd++) {
            const __m512i *s = t + 4 * odd;
            __m512i a = _mm512_shuffle_i64x2(s[0], s[1], 0x88), b = _mm512_shuffle_i64x2(s[2], s[3], 0x88);
            __m512i c = _mm512_shuffle_i64x2(s[0], s[1], 0xdd), d = _mm512_shuffle_i64x2(s[2], s[3], 0xdd);
            m[8 * half + odd] = (lanes)_mm512_shuffle_i64x2(a, b, 0x88);
            m[8 * half + odd + 4] = (lanes)_mm512_shuffle_i64x2(a, b, 0xdd);
            m[8 * half + odd + 2] = (lanes)_mm512_shuffle_i64x2(c, d, 0x88);
            m[8 * half + odd + 6] = (lanes)_mm512_shuffle_i64x2(c, d, 0xdd);
        }
    }
}
#else
static inline void turned(const uint8_t *const from[LANES], size_t at, lanes m[16]) {
    for (int i = 0; i < 16; i++)
        for (int lane = 0; lane < LANES; lane++) {
            uint64_t word;
            memcpy(&word, from[lane] + at + 8 * (size_t)i, 8);
            m[i][lane] = word;
        }
}
#endif

/* size: of a leaf, a multiple of 128; person: 16 bytes; out: 32 bytes for each leaf. */
void dl_leaves(size_t leaves, size_t size, const uint8_t *data, const uint8_t *person, uint8_t *out) {
    uint64_t who[2];
    memcpy(who, person, sizeof who);
    for (size_t first = 0; first < leaves; first += LANES) {
        lanes state[8], m[16];
        const uint8_t *from[LANES];
        size_t here = leaves - first < LANES ? leaves - first : LANES;
        for (size_t lane = 0; lane < LANES; lane++) from[lane] = data + size * (first + (lane < here ? lane : 0));
        for (int i = 0; i < 8; i++) state[i] = all(BLAKE_IV[i]);
        state[0] ^= all(32 | 1ULL << 16 | 1ULL << 24);
        state[6] ^= all(who[0]); state[7] ^= all(who[1]);
        for (size_t at = 0; at < size; at += BLOCK) {
            turned(from, at, m);
            blake2b(state, m, all(at + BLOCK), at + BLOCK == size);
        }
        for (size_t lane = 0; lane < here; lane++)
            for (int i = 0; i < 4; i++) { uint64_t word = state[i][lane]; memcpy(out + 32 * (first + lane) + 8 * i, &word, 8); }
    }
}
