/* Folding one record: names, dates, numbers and places as dotline/matching/identity.py and the gate's schema do. */
#include "folding.h"

static int is_space(unsigned char c) { return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31); }
static int is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
static int lower(unsigned char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
static int upper(unsigned char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; }
static int is_letter(unsigned char c) { c = (unsigned char)lower(c); return c >= 'a' && c <= 'z'; }

static text strip(text from) {
    while (from.size && is_space((unsigned char)from.at[0])) { from.at++; from.size--; }
    while (from.size && is_space((unsigned char)from.at[from.size - 1])) from.size--;
    return from;
}

static uint32_t slot_of(const char *at, size_t size) {
    uint32_t hash = 2166136261u; /* FNV-1a: only a place in a table of ours */
    for (size_t i = 0; i < size; i++) hash = (hash ^ (unsigned char)at[i]) * 16777619u;
    return (hash ^ hash >> 15) & (SLOTS - 1);
}

/* key\0value\0key\0value\0...; gives how many, -1 where they are too many for the table. */
int map_fill(words_map *map, const char *pairs, size_t size) {
    int count = 0;
    const char *end = pairs + size;
    memset(map, 0, sizeof *map);
    while (pairs < end) {
        size_t key = strlen(pairs), value = strlen(pairs + key + 1);
        uint32_t slot = slot_of(pairs, key);
        if (++count > SLOTS / 2) return -1;
        while (map->keys[slot].at) slot = (slot + 1) & (SLOTS - 1);
        map->keys[slot] = (text){pairs, key};
        map->values[slot] = (text){pairs + key + 1, value};
        pairs += key + value + 2;
    }
    return count;
}

/* What a word stands for; nothing (at is NULL) where it is not known. */
text map_get(const words_map *map, const char *at, size_t size) {
    uint32_t slot = slot_of(at, size);
    for (; map->keys[slot].at; slot = (slot + 1) & (SLOTS - 1))
        if (map->keys[slot].size == size && !memcmp(map->keys[slot].at, at, size)) return map->values[slot];
    return (text){NULL, 0};
}

/* Small letters and digits, one space for what lies between, apostrophes gone. */
void latin(word *out, text from) {
    size_t size = 0, most = from.size < LONGEST ? from.size : LONGEST;
    int between = 0;
    for (size_t i = 0; i < most; i++) {
        unsigned char c = (unsigned char)from.at[i];
        if (is_letter(c) || is_digit(c)) {
            if (between && size) out->letters[size++] = ' ';
            between = 0;
            out->letters[size++] = (char)lower(c);
        } else if (c != '\'' && c != '`') between = 1;
    }
    out->size = size;
}

static void put(word *out, const char *at, size_t size) {
    memcpy(out->letters, at, size);
    out->size = size;
}

static const struct { const char *spelt; size_t size; char heard; } SPELT[] = {
    {"ph", 2, 'f'}, {"ght", 3, 't'}, {"sch", 3, 's'}, {"kn", 2, 'n'}, {"wr", 2, 'r'}, {"eaux", 4, 'o'}, {"eau", 3, 'o'}};

static int class_of(char c) {
    static const char classes[] = "01230120022455012623010202"; /* a to z; 0 is no consonant class */
    return c >= 'a' && c <= 'z' ? classes[c - 'a'] - '0' : 0;
}

/* Whether a word may hold any of SPELT: few do. */
static int oddly_spelt(const char *s, size_t size) {
    for (size_t i = 1; i < size; i++)
        switch (s[i]) {
        case 'h': if (s[i - 1] == 'p' || s[i - 1] == 'g') return 1; break;
        case 'c': if (s[i - 1] == 's') return 1; break;
        case 'n': if (s[i - 1] == 'k') return 1; break;
        case 'r': if (s[i - 1] == 'w') return 1; break;
        case 'a': if (s[i - 1] == 'e') return 1; break;
        default: break;
        }
    return 0;
}

/* The first letter and up to four consonant classes; see identity.sound. */
void sound(word *out, const char *name, size_t size) {
    char s[WORD];
    size_t n = 0;
    for (size_t i = 0; i < size && n < LONGEST; i++) if (name[i] != ' ') s[n++] = name[i];
    const size_t rules = oddly_spelt(s, n) ? sizeof SPELT / sizeof *SPELT : 0;
    for (size_t rule = 0; rule < rules; rule++) {
        size_t m = 0, length = SPELT[rule].size;
        for (size_t i = 0; i < n;) {
            if (s[i] == SPELT[rule].spelt[0] && n - i >= length && !memcmp(s + i, SPELT[rule].spelt, length)) {
                s[m++] = SPELT[rule].heard;
                i += length;
            } else s[m++] = s[i++];
        }
        n = m;
    }
    if (n > 3 && strchr("estx", s[n - 1]) && !strchr("aiouy", s[n - 2])) n--;
    out->size = 0;
    if (!n) return;
    out->letters[out->size++] = s[0] == 'c' || s[0] == 'q' ? 'k' : s[0] == 'v' ? 'f' : s[0];
    int last = class_of(s[0]);
    for (size_t i = 1; i < n && out->size < 5; i++) {
        int found = class_of(s[i]);
        if (found && found != last) out->letters[out->size++] = (char)('0' + found);
        if (s[i] != 'h' && s[i] != 'w') last = found;
    }
}

static int digits(text *from, int count, int *value) {
    if (from->size < (size_t)count) return 0;
    *value = 0;
    for (int i = 0; i < count; i++) {
        if (!is_digit((unsigned char)from->at[i])) return 0;
        *value = *value * 10 + from->at[i] - '0';
    }
    from->at += count; from->size -= (size_t)count;
    return 1;
}

static int part(text *from, int *value) {
    text rest = *from;
    if (rest.size && strchr("-/.", rest.at[0]) && rest.at[0]) { rest.at++; rest.size--; }
    if (!digits(&rest, 2, value)) { *value = 0; return 0; }
    *from = rest;
    return 1;
}

static partial_date read_date(text from) {
    static const int longest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const partial_date none = {0, 0, 0};
    partial_date found = none;
    if (!digits(&from, 4, &found.year)) return none;
    if (part(&from, &found.month)) part(&from, &found.day);
    if (from.size && ((from.at[0] != 'T' && from.at[0] != ' ') || memchr(from.at, '\n', from.size))) return none;
    if (found.year < 1500 || found.year > 2200 || found.month > 12 || found.day > 31 || (found.day && !found.month))
        return none;
    return found.day > longest[(found.month ? found.month : 1) - 1] ? none : found;
}

static int one_letter(const char *at, size_t size) {
    for (size_t i = 1; i < size; i++) if (at[i] != at[0]) return 0;
    return 1;
}

static void read_phone(word *out, text from) {
    char last[10];
    size_t n = 0;
    for (size_t i = from.size; i-- && n < 10;) if (is_digit((unsigned char)from.at[i])) last[10 - ++n] = from.at[i];
    out->size = 0;
    if (n >= 7 && !one_letter(last + 3, 7)) put(out, last + 10 - n, n);
}

static void read_capitals(word *out, text from, size_t most) {
    out->size = 0;
    for (size_t i = 0; i < from.size && out->size < most; i++)
        if (is_letter((unsigned char)from.at[i]) || is_digit((unsigned char)from.at[i]))
            out->letters[out->size++] = (char)upper((unsigned char)from.at[i]);
}

static void read_document(word *out, text from) {
    read_capitals(out, from, 60);
    if (out->size < 5 || one_letter(out->letters, out->size)) out->size = 0;
}

static void read_email(word *out, text from) {
    out->size = 0;
    if (from.size > LONGEST) from.size = LONGEST;
    const char *at = memchr(from.at, '@', from.size);
    if (!at || at == from.at) return;
    size_t name = (size_t)(at - from.at);
    if (!memchr(at, '.', from.size - name)) return;
    const char *plus = memchr(from.at, '+', name);
    for (size_t i = 0; i < (plus ? (size_t)(plus - from.at) : name); i++)
        out->letters[out->size++] = (char)lower((unsigned char)from.at[i]);
    for (size_t i = name; i < from.size; i++) out->letters[out->size++] = (char)lower((unsigned char)from.at[i]);
}

/* The words of a text, each replaced by what it stands for. */
static size_t replaced(const words_map *map, const word *from, char *out, size_t most) {
    size_t size = 0;
    for (size_t i = 0; i < from->size;) {
        size_t end = i;
        while (end < from->size && from->letters[end] != ' ') end++;
        text whole = map_get(map, from->letters + i, end - i);
        if (!whole.at) whole = (text){from->letters + i, end - i};
        if (size + whole.size + 1 > most) break;
        if (size) out[size++] = ' ';
        memcpy(out + size, whole.at, whole.size);
        size += whole.size;
        i = end + 1;
    }
    return size;
}

static void whole_name(const maps *known, text from, person_name *out) {
    const char *comma = from.size ? memchr(from.at, ',', from.size) : NULL;
    word all;
    size_t starts[LONGEST], n = 0;
    out->given.size = out->middle.size = out->family.size = 0;
    if (comma) {
        latin(&out->family, (text){from.at, (size_t)(comma - from.at)});
        latin(&all, (text){comma + 1, from.size - (size_t)(comma - from.at) - 1});
    } else latin(&all, from);
    for (size_t i = 0; i < all.size; i++) if (!i || all.letters[i - 1] == ' ') starts[n++] = i;
    if (!n) return;
    starts[n] = all.size + 1;
    put(&out->given, all.letters, starts[1] - 1);
    if (comma) {
        if (n > 1) put(&out->middle, all.letters + starts[1], all.size - starts[1]);
        return;
    }
    if (n < 2) return;
    size_t at = n - 1;
    while (at > 1 && map_get(&known->particles, all.letters + starts[at - 1], starts[at] - starts[at - 1] - 1).at) at--;
    if (at > 1) put(&out->middle, all.letters + starts[1], starts[at] - starts[1] - 1);
    put(&out->family, all.letters + starts[at], all.size - starts[at]);
}

static int same(const word *one, const word *other) {
    return one->size == other->size && !memcmp(one->letters, other->letters, one->size);
}

static void add_name(identity *out, const person_name *name) {
    if (out->name_count >= NAMES) return;
    for (int i = 0; i < out->name_count; i++) {
        const person_name *held = out->names + i;
        if (same(&held->given, &name->given) && same(&held->middle, &name->middle) && same(&held->family, &name->family))
            return;
    }
    out->names[out->name_count++] = *name;
}

static void joined(word *out, text cell) {
    word more;
    latin(&more, cell);
    if (!more.size) return;
    if (out->size && out->size < LONGEST) out->letters[out->size++] = ' ';
    size_t fits = LONGEST - out->size < more.size ? LONGEST - out->size : more.size;
    memcpy(out->letters + out->size, more.letters, fits);
    out->size += fits;
    while (out->size && out->letters[out->size - 1] == ' ') out->size--;
}

static void fold_names(const maps *known, size_t columns, const int32_t *roles, const text *cells, identity *out) {
    person_name own, whole[NAMES];
    int wholes = 0;
    own.given.size = own.middle.size = own.family.size = 0;
    for (size_t i = 0; i < columns; i++) {
        if (roles[i] == GIVEN_NAME) joined(&own.given, cells[i]);
        else if (roles[i] == MIDDLE_NAME) joined(&own.middle, cells[i]);
        else if (roles[i] == FAMILY_NAME) joined(&own.family, cells[i]);
        else if (roles[i] == FULL_NAME && wholes < NAMES) whole_name(known, cells[i], whole + wholes++);
    }
    const word *family = &own.family;
    for (int i = 0; i < wholes && !family->size; i++) family = &whole[i].family;
    if (own.given.size || own.family.size) add_name(out, &own);
    for (int i = 0; i < wholes; i++) if (whole[i].given.size) add_name(out, whole + i);
    for (size_t i = 0; i < columns; i++) {
        if (roles[i] != ALIAS) continue;
        for (const char *at = cells[i].at, *end = at + cells[i].size; at <= end;) {
            const char *stop = at;
            person_name alias;
            while (stop < end && *stop != ';' && *stop != '|') stop++;
            whole_name(known, (text){at, (size_t)(stop - at)}, &alias);
            if (!alias.family.size) { alias.middle.size = 0; alias.family = *family; }
            if (alias.given.size) add_name(out, &alias);
            at = stop + 1;
        }
    }
}

static void add_value(word *values, int *count, const word *one) {
    for (int i = 0; i < *count; i++) if (same(values + i, one)) return;
    if (*count < SEVERAL) values[(*count)++] = *one;
}

static void fold_date(partial_date *date, text cell, int *told) {
    *told = 1;
    if (!date->year) *date = read_date(cell);
}

/* The same as Folder.fold; cells are those of one record, ASCII. */
void fold(const maps *known, size_t columns, const int32_t *roles, const text *cells, identity *out) {
    text stripped[columns ? columns : 1];
    int born = 0, died = 0;
    word one, plain, street;
    street.size = 0;
    out->name_count = out->phone_count = out->document_count = 0;
    out->birth = out->death = (partial_date){0, 0, 0};
    out->birth_place.size = out->place.size = out->sex.size = out->email.size = out->postal.size = 0;
    out->occupation.size = out->street_size = 0;
    out->faults = 0;
    for (size_t i = 0; i < columns; i++) {
        text cell = stripped[i] = strip(cells[i]);
        if (!cell.size) continue;
        switch (roles[i]) {
        case BIRTH_DATE: fold_date(&out->birth, cell, &born); break;
        case DEATH_DATE: fold_date(&out->death, cell, &died); break;
        case PHONE:
            read_phone(&one, cell);
            if (one.size) add_value(out->phones, &out->phone_count, &one); else out->faults |= 1u << PHONE;
            break;
        case DOCUMENT_NUMBER:
            read_document(&one, cell);
            if (one.size) add_value(out->documents, &out->document_count, &one);
            else out->faults |= 1u << DOCUMENT_NUMBER;
            break;
        case EMAIL:
            read_email(&one, cell);
            if (!one.size) out->faults |= 1u << EMAIL; else if (!out->email.size) out->email = one;
            break;
        case SEX: {
            latin(&plain, cell);
            text found = map_get(&known->sexes, plain.letters, plain.size);
            if (!found.at) out->faults |= 1u << SEX;
            else if (!out->sex.size) put(&out->sex, found.at, found.size);
            break;
        }
        case POSTAL_CODE: if (!out->postal.size) read_capitals(&out->postal, cell, 10); break;
        case OCCUPATION: if (!out->occupation.size) latin(&out->occupation, cell); break;
        case PLACE: case BIRTH_PLACE: {
            word *to = roles[i] == PLACE ? &out->place : &out->birth_place;
            if (to->size) break;
            latin(&plain, cell);
            to->size = replaced(&known->places, &plain, to->letters, WORD);
            break;
        }
        case STREET_ROLE:
            joined(&street, cell);
            break;
        default: break;
        }
    }
    if (street.size) out->street_size = replaced(&known->streets, &street, out->street, STREET);
    if (born && !out->birth.year) out->faults |= 1u << BIRTH_DATE;
    if (died && !out->death.year) out->faults |= 1u << DEATH_DATE;
    fold_names(known, columns, roles, stripped, out);
}

/* The root of the first word of a given name. */
text given_root(const maps *known, const person_name *name) {
    size_t size = 0;
    while (size < name->given.size && name->given.letters[size] != ' ') size++;
    if (!size) return (text){name->given.letters, 0};
    text found = map_get(&known->roots, name->given.letters, size);
    return found.at ? found : (text){name->given.letters, size};
}
