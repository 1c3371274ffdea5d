/* Cells of a CSV text: commas, quotes doubled within quotes, spaces before a cell left out, strict: as Python's csv reads it
 * with skipinitialspace and strict. Cells are found in place; only doubled quotes move what follows them in a cell. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { DONE, ROOM, BROKEN };

/* One quote for each two. */
static void undouble(char *data, int64_t begin, int64_t *end) {
    int64_t to = begin;
    for (int64_t at = begin; at < *end; at++) {
        data[to++] = data[at];
        if (data[at] == '"') at++;
    }
    *end = to;
}

/* Whole records of `data`. `last`: nothing comes after it. begins and ends: of cell (column, row) at column * room + row.
 * rows: how many; used: bytes of whole records. BROKEN: the record after the last whole one is none of `columns` cells. */
int dl_csv(char *data, size_t size, int last, size_t columns, size_t room, size_t longest, int64_t *begins, int64_t *ends,
           uint64_t *rows, uint64_t *used) {
    size_t at = 0, row = 0;
    uint8_t doubled[columns ? columns : 1];
    *rows = *used = 0;
    while (at < size) {
        size_t column = 0;
        int ended = 0, any = 0;
        if (row == room) return ROOM;
        if (data[at] == '\n' || data[at] == '\r') { *used = ++at; continue; }
        while (!ended) {
            size_t begin, end;
            if (column < columns) doubled[column] = 0;
            while (at < size && data[at] == ' ') at++;
            if (at < size && data[at] == '"') {
                begin = ++at;
                for (;;) {
                    if (at >= size) return last || at - begin > 2 * longest ? BROKEN : DONE;
                    if (data[at] == '"') {
                        if (at + 1 >= size && !last) return DONE;
                        if (at + 1 >= size || data[at + 1] != '"') break;
                        if (column < columns) doubled[column] = any = 1;
                        at++;
                    }
                    at++;
                }
                end = at++;
                if (at < size && data[at] != ',' && data[at] != '\n' && data[at] != '\r') return BROKEN;
            } else {
                begin = at;
                while (at < size && data[at] != ',' && data[at] != '\n' && data[at] != '\r') at++;
                end = at;
            }
            if (end - begin > 2 * longest) return BROKEN;
            if (at >= size) { if (!last) return DONE; ended = 1; }
            else ended = data[at++] != ',';
            if (column >= columns) return BROKEN;
            begins[column * room + row] = (int64_t)begin;
            ends[column * room + row] = (int64_t)end;
            column++;
        }
        if (column != columns) return BROKEN;
        for (column = 0; any && column < columns; column++)
            if (doubled[column]) undouble(data, begins[column * room + row], ends + column * room + row);
        *rows = ++row;
        *used = at;
    }
    return DONE;
}
