/* Exact Dice search: which encodings of two blocks share enough bits. The first words of every pair are counted in tiles of 4 x 64;
 * a pair goes on only where these and all that may come cannot fall short, and is then counted in full: none is lost.
 * dotline/matching/dice.py does the same. Every number is whole, so that all give the same. */
#include "lanes.h"

#define BITS 1024
#define FULL (BITS / 64)
#define HIGH 4
#define WIDE 64
#define AHEAD 8  /* tiles of B that stay in the first cache while A passes */
#define PER 20000 /* dice is given in ten-thousandths: 2 * shared / (a + b) >= dice / 10000 */

/* Where a search goes on; how many pairs were found, and how many were counted in full. */
typedef struct { uint64_t at_b, at_a, found, full; } search;

/* Which of 4 x 64 pairs may reach what they need. words: how many 32-bit words are looked at; start: what each of B adds to
 * what is shared so far; need: what the sum must reach for each of A. The layout of B differs: 16 records side by side, 32 in nibbles, or one after the other. */
typedef uint64_t (*tile)(const void *a, const void *b, const int32_t *start, const int32_t *need, size_t words, uint64_t *mask);

#ifdef __AVX512VPOPCNTDQ__
static uint64_t tile_512(const void *a_, const void *b_, const int32_t *start, const int32_t *need, size_t words, uint64_t *mask) {
    const uint32_t *a = a_, *b = b_;
    __m512i sum[HIGH][4], most;
#pragma GCC unroll 4
    for (int i = 0; i < HIGH; i++)
#pragma GCC unroll 4
        for (int g = 0; g < 4; g++) sum[i][g] = _mm512_loadu_si512(start + 16 * g);
    for (size_t w = 0; w < words; w++) {
        __m512i side[4];
#pragma GCC unroll 4
        for (int g = 0; g < 4; g++) side[g] = _mm512_loadu_si512(b + (g * words + w) * 16);
#pragma GCC unroll 4
        for (int i = 0; i < HIGH; i++) {
            __m512i one = _mm512_set1_epi32((int)a[i * words + w]);
#pragma GCC unroll 4
            for (int g = 0; g < 4; g++) {
                sum[i][g] = _mm512_add_epi32(sum[i][g], _mm512_popcnt_epi32(_mm512_and_si512(one, side[g])));
                __asm__("" : "+v"(sum[i][g])); /* else GCC counts all sixteen first and copies every sum */
            }
        }
    }
    uint32_t some = 0;
#pragma GCC unroll 4
    for (int i = 0; i < HIGH; i++) {
        most = _mm512_max_epi32(_mm512_max_epi32(sum[i][0], sum[i][1]), _mm512_max_epi32(sum[i][2], sum[i][3]));
        some |= _mm512_cmpge_epi32_mask(most, _mm512_set1_epi32(need[i]));
    }
    if (!some) return 0;
#pragma GCC unroll 4
    for (int i = 0; i < HIGH; i++) {
        mask[i] = 0;
#pragma GCC unroll 4
        for (int g = 0; g < 4; g++)
            mask[i] |= (uint64_t)_mm512_cmpge_epi32_mask(sum[i][g], _mm512_set1_epi32(need[i])) << (16 * g);
    }
    return 1;
}
#endif

#ifdef __AVX2__
#include <immintrin.h>
static inline __m256i load_32(const uint8_t *from) { return _mm256_loadu_si256((const __m256i *)from); }

/* Nibbles of 32 records side by side: the bits of a nibble are looked up in a table of sixteen (Mula 2011). */
static uint64_t tile_256(const void *a_, const void *b_, const int32_t *start, const int32_t *need, size_t words, uint64_t *mask) {
    const uint8_t *a = a_, *b = b_;
    const __m256i counts = _mm256_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4, 0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    size_t nibbles = 8 * words;
    uint16_t sums[HIGH][WIDE] = {{0}};
    for (size_t from = 0; from < nibbles; from += 32) { /* at most 128 in a byte */
        size_t end = nibbles - from < 32 ? nibbles : from + 32;
        __m256i sum[HIGH][2] = {{{0}}};
        for (size_t n = from; n < end; n++) {
            __m256i side[2] = {load_32(b + 32 * n), load_32(b + 32 * (nibbles + n))};
#pragma GCC unroll 4
            for (int i = 0; i < HIGH; i++) {
                __m256i one = _mm256_set1_epi8((char)a[i * nibbles + n]);
#pragma GCC unroll 2
                for (int g = 0; g < 2; g++) {
                    __m256i told = _mm256_shuffle_epi8(counts, _mm256_and_si256(one, side[g]));
                    sum[i][g] = _mm256_add_epi8(sum[i][g], told);
                    __asm__("" : "+x"(sum[i][g]));
                }
            }
        }
        uint8_t told[HIGH][WIDE];
        memcpy(told, sum, sizeof told);
        for (int i = 0; i < HIGH; i++)
            for (int j = 0; j < WIDE; j++) sums[i][j] = (uint16_t)(sums[i][j] + told[i][j]);
    }
    uint64_t some = 0;
    for (int i = 0; i < HIGH; i++) {
        int reach = 0;
        mask[i] = 0;
        for (int j = 0; j < WIDE; j++) reach |= sums[i][j] + start[j] >= need[i];
        for (int j = 0; reach && j < WIDE; j++) mask[i] |= (uint64_t)(sums[i][j] + start[j] >= need[i]) << j;
        some |= mask[i];
    }
    return some;
}
#endif

/* Any processor: every word of the pair at once, since a loop of a fixed length is worth more than a bound. */
static uint64_t tile_64(const void *a_, const void *b_, const int32_t *start, const int32_t *need, size_t words, uint64_t *mask) {
    const uint64_t *a = a_, *b = b_;
    uint64_t some = 0;
    (void)words;
    for (int i = 0; i < HIGH; i++) {
        mask[i] = 0;
        for (int j = 0; j < WIDE; j++) {
            int32_t sum = start[j];
            for (int w = 0; w < FULL; w++) sum += __builtin_popcountll(a[i * FULL + w] & b[j * FULL + w]);
            mask[i] |= (uint64_t)(sum >= need[i]) << j;
        }
        some |= mask[i];
    }
    return some;
}

/* How many bits a register has that this processor counts in: 512, 256 or 64. */
int dl_dice_width(void) {
#ifdef __AVX512VPOPCNTDQ__
    return 512;
#elif defined(__AVX2__)
    return 256;
#else
    return 64;
#endif
}

static tile tile_of(int width) {
#ifdef __AVX512VPOPCNTDQ__
    if (width == 512) return tile_512;
#endif
#ifdef __AVX2__
    if (width == 256) return tile_256;
#endif
    return tile_64;
}

/* The weights of sorted stretches: whether no pair of them can reach the Dice asked for. */
static inline int apart(uint32_t least_a, uint32_t most_a, uint32_t least_b, uint32_t most_b, uint32_t dice) {
    return (most_a < least_b && PER * (uint64_t)most_a < dice * (uint64_t)(most_a + least_b)) ||
           (most_b < least_a && PER * (uint64_t)most_b < dice * (uint64_t)(most_b + least_a));
}

/* Pairs of two blocks of encodings sorted by weight, rows_a a multiple of 4, rows_b of 64, with at least `dice`; until there might
 * be no room for the next tile's. head_*: the first `words` words in the layout of `width`; *_bits: all sixteen words of 64 bits. */
void dl_dice(int width, size_t words, uint32_t dice, size_t rows_a, const uint8_t *head_a, const uint64_t *a_bits,
             const uint32_t *weight_a, const int32_t *need, size_t rows_b, const uint8_t *head_b, const uint64_t *b_bits,
             const uint32_t *weight_b, const int32_t *start, size_t room, uint32_t *one, uint32_t *two, uint32_t *shared,
             search *done) {
    tile count = tile_of(width);
    size_t each = words * (width == 256 ? 8 : 4); /* nibbles take a byte each */
    for (; done->at_b < rows_b; done->at_b += AHEAD * WIDE, done->at_a = 0) {
        size_t end = done->at_b + AHEAD * WIDE < rows_b ? done->at_b + AHEAD * WIDE : rows_b;
        for (; done->at_a < rows_a; done->at_a += HIGH) {
            size_t i = done->at_a;
            if (apart(weight_a[i], weight_a[i + HIGH - 1], weight_b[done->at_b], weight_b[end - 1], dice)) continue;
            if (room - done->found < HIGH * AHEAD * WIDE) return;
            for (size_t j = done->at_b; j < end; j += WIDE) {
                uint64_t mask[HIGH];
                if (!count(head_a + i * each, head_b + j * each, start + j, need + i, words, mask)) continue;
                for (size_t x = 0; x < HIGH; x++)
                    for (uint64_t left = mask[x]; left; left &= left - 1) {
                        size_t y = j + (size_t)__builtin_ctzll(left);
                        const uint64_t *p = a_bits + (i + x) * FULL, *q = b_bits + y * FULL;
                        uint32_t sum = 0;
                        for (int w = 0; w < FULL; w++) sum += (uint32_t)__builtin_popcountll(p[w] & q[w]);
                        done->full++;
                        if (PER * (uint64_t)sum < dice * (uint64_t)(weight_a[i + x] + weight_b[y])) continue;
                        one[done->found] = (uint32_t)(i + x);
                        two[done->found] = (uint32_t)y;
                        shared[done->found++] = sum;
                    }
            }
        }
    }
}
