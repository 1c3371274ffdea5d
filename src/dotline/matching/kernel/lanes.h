/* Eight 64-bit lanes, and the primitives that run in them: SipHash-2-4 and BLAKE2b. GCC and Clang lower the vectors to what
 * the processor has; -march=native makes them single AVX-512 registers where there are such. */
#ifndef DOTLINE_LANES_H
#define DOTLINE_LANES_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LANES 8
typedef uint64_t lanes __attribute__((vector_size(64)));

static inline lanes all(uint64_t value) { return (lanes){value, value, value, value, value, value, value, value}; }
static inline lanes load(const uint64_t *from) { lanes out; memcpy(&out, from, sizeof out); return out; }
static inline void store(uint64_t *to, lanes value) { memcpy(to, &value, sizeof value); }

/* Bit counts, lesser and greater of each lane, whether any lane is not zero: one instruction each on AVX-512. */
#ifdef __AVX512F__
#include <immintrin.h>
static inline lanes lesser(lanes a, lanes b) { return (lanes)_mm512_min_epu64((__m512i)a, (__m512i)b); }
static inline lanes greater(lanes a, lanes b) { return (lanes)_mm512_max_epu64((__m512i)a, (__m512i)b); }
static inline int any(lanes a) { return _mm512_test_epi64_mask((__m512i)a, (__m512i)a) != 0; }
/* One bit at a place below 128: a shift by 64 or more gives nothing. */
static inline lanes low_bit(lanes at) { return (lanes)_mm512_sllv_epi64((__m512i)all(1), (__m512i)at); }
static inline lanes high_bit(lanes at) { return (lanes)_mm512_sllv_epi64((__m512i)all(1), (__m512i)(at ^ all(64))); }
#else
static inline lanes lesser(lanes a, lanes b) { lanes less = (lanes)(a < b); return (a & less) | (b & ~less); }
static inline lanes greater(lanes a, lanes b) { lanes less = (lanes)(a < b); return (b & less) | (a & ~less); }
static inline int any(lanes a) { return (a[0] | a[1] | a[2] | a[3] | a[4] | a[5] | a[6] | a[7]) != 0; }
static inline lanes low_bit(lanes at) { return (all(1) << (at & all(63))) & (lanes)(at < all(64)); }
static inline lanes high_bit(lanes at) { return (all(1) << (at & all(63))) & (lanes)(at >= all(64)); }
#endif
#ifdef __AVX512VPOPCNTDQ__
static inline lanes bit_count(lanes a) { return (lanes)_mm512_popcnt_epi64((__m512i)a); }
#else
static inline lanes bit_count(lanes a) {
    a -= (a >> 1) & all(0x5555555555555555ULL);
    a = (a & all(0x3333333333333333ULL)) + ((a >> 2) & all(0x3333333333333333ULL));
    a = (a + (a >> 4)) & all(0x0f0f0f0f0f0f0f0fULL);
    a += a >> 8; a += a >> 16; a += a >> 32;
    return a & all(127);
}
#endif

#define TURN(x, by) (((x) << (by)) | ((x) >> (64 - (by))))
#define SIP_ROUND                                                                                  \
    v0 += v1; v1 = TURN(v1, 13) ^ v0; v0 = TURN(v0, 32);                                           \
    v2 += v3; v3 = TURN(v3, 16) ^ v2;                                                              \
    v0 += v3; v3 = TURN(v3, 21) ^ v0;                                                              \
    v2 += v1; v1 = TURN(v1, 17) ^ v2; v2 = TURN(v2, 32);

/* SipHash-2-4 (Aumasson and Bernstein 2012) of seven bytes, their number in the eighth, each lane under its own key. */
static inline lanes siphash(lanes k0, lanes k1, lanes m) {
    lanes v0 = k0 ^ all(0x736f6d6570736575ULL), v1 = k1 ^ all(0x646f72616e646f6dULL);
    lanes v2 = k0 ^ all(0x6c7967656e657261ULL), v3 = k1 ^ all(0x7465646279746573ULL);
    v3 ^= m; SIP_ROUND SIP_ROUND v0 ^= m;
    v2 ^= all(0xff); SIP_ROUND SIP_ROUND SIP_ROUND SIP_ROUND
    return v0 ^ v1 ^ v2 ^ v3;
}

static const uint64_t BLAKE_IV[8] = {
    0x6a09e667f3bcc908ULL, 0xbb67ae8584caa73bULL, 0x3c6ef372fe94f82bULL, 0xa54ff53a5f1d36f1ULL,
    0x510e527fade682d1ULL, 0x9b05688c2b3e6c1fULL, 0x1f83d9abfb41bd6bULL, 0x5be0cd19137e2179ULL};
static const uint8_t BLAKE_ORDER[12][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}};

#define BLAKE_MIX(a, b, c, d, x, y)                                                                \
    v[a] += v[b] + m[x]; v[d] ^= v[a]; v[d] = TURN(v[d], 32);                                      \
    v[c] += v[d]; v[b] ^= v[c]; v[b] = TURN(v[b], 40);                                             \
    v[a] += v[b] + m[y]; v[d] ^= v[a]; v[d] = TURN(v[d], 48);                                      \
    v[c] += v[d]; v[b] ^= v[c]; v[b] = TURN(v[b], 1);
#define BLAKE_ROUND(r)                                                                             \
    BLAKE_MIX(0, 4, 8, 12, BLAKE_ORDER[r][0], BLAKE_ORDER[r][1])                                   \
    BLAKE_MIX(1, 5, 9, 13, BLAKE_ORDER[r][2], BLAKE_ORDER[r][3])                                   \
    BLAKE_MIX(2, 6, 10, 14, BLAKE_ORDER[r][4], BLAKE_ORDER[r][5])                                  \
    BLAKE_MIX(3, 7, 11, 15, BLAKE_ORDER[r][6], BLAKE_ORDER[r][7])                                  \
    BLAKE_MIX(0, 5, 10, 15, BLAKE_ORDER[r][8], BLAKE_ORDER[r][9])                                  \
    BLAKE_MIX(1, 6, 11, 12, BLAKE_ORDER[r][10], BLAKE_ORDER[r][11])                                \
    BLAKE_MIX(2, 7, 8, 13, BLAKE_ORDER[r][12], BLAKE_ORDER[r][13])                                 \
    BLAKE_MIX(3, 4, 9, 14, BLAKE_ORDER[r][14], BLAKE_ORDER[r][15])

/* One compression of BLAKE2b (RFC 7693) in every lane: the state before, the block's sixteen words, how many bytes
 * are hashed by then, and whether the block is the last. */
static inline void blake2b(lanes state[8], const lanes m[16], lanes counted, uint64_t last) {
    lanes v[16];
    for (int i = 0; i < 8; i++) { v[i] = state[i]; v[i + 8] = all(BLAKE_IV[i]); }
    v[12] ^= counted;
    v[14] ^= all(last ? ~0ULL : 0);
    BLAKE_ROUND(0) BLAKE_ROUND(1) BLAKE_ROUND(2) BLAKE_ROUND(3) BLAKE_ROUND(4) BLAKE_ROUND(5)
    BLAKE_ROUND(6) BLAKE_ROUND(7) BLAKE_ROUND(8) BLAKE_ROUND(9) BLAKE_ROUND(10) BLAKE_ROUND(11)
    for (int i = 0; i < 8; i++) state[i] ^= v[i] ^ v[i + 8];
}
#endif
