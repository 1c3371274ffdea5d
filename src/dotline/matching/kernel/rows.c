/* Rows of the gate encode: put together, sorted by token, those of crowded tokens left out; and lines for their owner. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define TOKEN 16
#define PSEUDONYM 8
#define ORDERED (TOKEN + PSEUDONYM) /* what rows are sorted by stands first in them */

/* Token and pseudonym of each row; `where` is its place in out, `step` the bytes of a row. */
void dl_heads(size_t rows, const uint8_t *seals, const uint8_t *pseudonyms, const uint32_t *where, size_t step, uint8_t *out) {
    for (size_t row = 0; row < rows; row++) {
        uint8_t *to = out + step * where[row];
        memcpy(to, seals + 2 * TOKEN * row, TOKEN);
        memcpy(to + TOKEN, pseudonyms + PSEUDONYM * row, PSEUDONYM);
    }
}

/* The place of each row where rows are grouped by the first byte of their token, in order within it; ends: of each group. */
void dl_groups(size_t rows, const uint8_t *seals, uint32_t *where, uint64_t *ends) {
    uint32_t next[256] = {0}, sum = 0;
    for (size_t row = 0; row < rows; row++) next[seals[2 * TOKEN * row]]++;
    for (int group = 0; group < 256; group++) { uint32_t size = next[group]; next[group] = sum; ends[group] = sum += size; }
    for (size_t row = 0; row < rows; row++) where[row] = next[seals[2 * TOKEN * row]]++;
}

static int by_head(const void *one, const void *other) {
    return memcmp(*(const uint8_t *const *)one, *(const uint8_t *const *)other, ORDERED);
}

static void small(const uint8_t **rows, size_t count) {
    for (size_t i = 1; i < count; i++) {
        const uint8_t *row = rows[i];
        size_t at = i;
        for (; at && memcmp(rows[at - 1], row, ORDERED) > 0; at--) rows[at] = rows[at - 1];
        rows[at] = row;
    }
}

#define GROUP(row) (many ? (row)[1] << 8 | (row)[2] : (row)[1])
#define EACH_ROW(do) /* of all parts */                                                              \
    for (size_t part = 0; part < parts; part++)                                                       \
        for (const uint8_t *row = in[part], *end = row + step * sizes[part]; row < end; row += step) do

/* Sort the rows of some parts, whose tokens share their first byte, by token, then pseudonym; leave out those of a token
 * that more than `limit` share. Gives how many are kept, -1 where there is no memory. */
int64_t dl_sort(size_t parts, const uint64_t *sizes, const uint8_t *const *in, size_t step, size_t limit, uint8_t *out) {
    size_t rows = 0;
    for (size_t part = 0; part < parts; part++) rows += sizes[part];
    const int many = rows > 8192; /* so many groups as rows, about: by the second byte, or by the second and third */
    const size_t groups = many ? 65536 : 256;
    uint32_t *next = calloc(groups + 1, sizeof *next);
    const uint8_t **order = malloc((rows ? rows : 1) * sizeof *order);
    int64_t kept = -1;
    if (next && order) {
        kept = 0;
        EACH_ROW(next[GROUP(row) + 1]++;)
        for (size_t i = 0; i < groups; i++) next[i + 1] += next[i];
        EACH_ROW(order[next[GROUP(row)]++] = row;)
        for (size_t group = 0, begin = 0; group < groups; begin = next[group++]) {
            size_t count = next[group] - begin;
            if (count > 32) qsort(order + begin, count, sizeof *order, by_head);
            else if (count > 1) small(order + begin, count);
        }
        for (size_t i = 0, end; i < rows; i = end) {
            for (end = i + 1; end < rows && !memcmp(order[i], order[end], TOKEN); end++);
            if (end - i > limit) continue;
            for (size_t at = i; at < end; at++) memcpy(out + step * (size_t)kept++, order[at], step);
        }
    }
    free(next); free(order);
    return kept;
}

/* `pseudonym TAB id` of each row, the pseudonym in hexadecimal. Gives the bytes written; out has room for them. */
size_t dl_lines(size_t rows, const uint8_t *pseudonyms, const uint32_t *owner, const int64_t *begins, const int64_t *ends,
                const char *ids, char *out) {
    static const char hex[] = "0123456789abcdef";
    char *to = out;
    for (size_t row = 0; row < rows; row++) {
        const uint8_t *from = pseudonyms + PSEUDONYM * row;
        size_t size = (size_t)(ends[owner[row]] - begins[owner[row]]);
        for (int i = 0; i < PSEUDONYM; i++) { *to++ = hex[from[i] >> 4]; *to++ = hex[from[i] & 15]; }
        *to++ = '\t';
        memcpy(to, ids + begins[owner[row]], size);
        to += size;
        *to++ = '\n';
    }
    return (size_t)(to - out);
}
