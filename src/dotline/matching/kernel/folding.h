/* Folding texts as dotline/matching/identity.py does; every text is ASCII by now, made so in Python. */
#ifndef DOTLINE_FOLDING_H
#define DOTLINE_FOLDING_H
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LONGEST 200   /* identity.LONGEST */
#define NAMES 12      /* identity.NAMES */
#define SEVERAL 8     /* identity.SEVERAL */
#define WORD 208
#define STREET 1024   /* a street of LONGEST letters, its kinds in full */

typedef struct { const char *at; size_t size; } text;
typedef struct { char letters[WORD]; size_t size; } word;
typedef struct { word given, middle, family; } person_name;
typedef struct { int year, month, day; } partial_date; /* year 0: none */

/* Words and what they stand for: open addressing over keys and values that lie in one text, each ended by a zero. */
#define SLOTS 4096
typedef struct { text keys[SLOTS], values[SLOTS]; } words_map;

typedef struct {
    person_name names[NAMES];
    int name_count;
    partial_date birth, death;
    word birth_place, place, sex, email, postal, occupation;
    word phones[SEVERAL], documents[SEVERAL];
    int phone_count, document_count;
    char street[STREET];
    size_t street_size;
    unsigned faults; /* one bit for each role */
} identity;

/* The roles of gates/encode/schema.py, in its order. */
enum { GIVEN_NAME, MIDDLE_NAME, FAMILY_NAME, FULL_NAME, ALIAS, BIRTH_DATE, BIRTH_PLACE, DEATH_DATE, SEX, PHONE, EMAIL,
       POSTAL_CODE, PLACE, STREET_ROLE, DOCUMENT_NUMBER, OCCUPATION };

typedef struct { words_map roots, places, streets, sexes, particles; } maps;

int map_fill(words_map *map, const char *pairs, size_t size);
text map_get(const words_map *map, const char *at, size_t size);
void latin(word *out, text from);
void sound(word *out, const char *name, size_t size);
text given_root(const maps *known, const person_name *name);
void fold(const maps *known, size_t columns, const int32_t *roles, const text *cells, identity *out);
#endif
