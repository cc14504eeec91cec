/*
 * Loops of src/simd/assembly/elementwise in C, with 128-bit vectors and no fused operations:
 * what the machine can do with the same algorithm, without WebAssembly and without copies.
 *
 *     gcc -O3 -ffp-contract=off -msse4.1 bench/kernels/elementwise.c -o elementwise
 *
 * Reads lines `<name> <float> <count> <repeats>`, answers with nanoseconds per element.
 */
#include <immintrin.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tables.h"

#define D(x) _mm_set1_pd(x)
#define ROUNDER 6755399441055744.0
#define ADD _mm_add_pd
#define SUB _mm_sub_pd
#define MUL _mm_mul_pd
#define DIV _mm_div_pd

typedef __m128d v;

static inline v from_bits(__m128i bits) { return _mm_castsi128_pd(bits); }
static inline __m128i bits_of(v x) { return _mm_castpd_si128(x); }
static inline v within(v x, double reach) { return _mm_max_pd(_mm_min_pd(x, D(reach)), D(-reach)); }
static inline v chosen(v yes, v no, v mask) { return _mm_or_pd(_mm_and_pd(mask, yes), _mm_andnot_pd(mask, no)); }
static inline v abs_of(v x) { return _mm_andnot_pd(D(-0.0), x); }

/* exp-ratio.ts */
#define RATIO(y)                                                        \
  v steps = ADD(y, D(ROUNDER)), f = SUB(y, SUB(steps, D(ROUNDER)));     \
  v square = MUL(f, f), p = ADD(MUL(square, D(RATIO_EVEN_2)), D(RATIO_EVEN_0)); \
  v q = MUL(ADD(square, D(RATIO_ODD_1)), f);
static inline v times_two_to(v y, v steps) { return from_bits(_mm_add_epi64(bits_of(y), _mm_slli_epi64(bits_of(steps), 52))); }

static inline v exp32(v x) {
  RATIO(within(MUL(x, D(PER_LN2)), 440));
  return DIV(times_two_to(ADD(p, q), steps), SUB(p, q));
}

/* exponential64.ts, logistic.ts */
#define PAIRS(table, steps, mask)                                                                 \
  v first = _mm_load_pd((const double *)table + 2 * (_mm_cvtsi128_si64(bits_of(steps)) & mask));  \
  v second = _mm_load_pd((const double *)table + 2 * (_mm_extract_epi64(bits_of(steps), 1) & mask)); \
  v low = _mm_unpacklo_pd(first, second), high = _mm_unpackhi_pd(first, second);

static inline v exp64(v x) {
  v steps = ADD(MUL(x, D(LONG_STEPS_PER_UNIT)), D(ROUNDER)), n = SUB(steps, D(ROUNDER));
  PAIRS(EXP_LONG_STEPS, steps, 255);
  v head = from_bits(_mm_add_epi64(bits_of(high), _mm_slli_epi64(bits_of(steps), 44)));
  v r = SUB(SUB(x, MUL(n, D(LONG_STEP_HIGH))), MUL(n, D(LONG_STEP_LOW))), square = MUL(r, r);
  v curve = ADD(ADD(MUL(D(EXP_LONG_C3), r), D(EXP_LONG_C2)), MUL(square, D(EXP_LONG_C4)));
  return ADD(head, MUL(head, ADD(ADD(r, low), MUL(square, curve))));
}

static inline v sigmoid64(v x) {
  v z = _mm_min_pd(x, D(37.5)), steps = ADD(z, D(0x1.8p48)), h = SUB(z, SUB(steps, D(0x1.8p48)));
  PAIRS(SIGMOID_PAIRS, steps, 2047);
  v s = ADD(low, high), square = MUL(h, h);
  v top = ADD(D(TWICE_TANH_C3), MUL(square, ADD(D(TWICE_TANH_C5), MUL(square, D(TWICE_TANH_C7)))));
  v t = ADD(h, MUL(MUL(h, square), top));
  v change = DIV(MUL(MUL(s, SUB(D(1), s)), t), ADD(D(1), MUL(SUB(s, D(0.5)), t)));
  return ADD(low, ADD(high, change));
}

static inline v tanh64(v x) {
  v z = _mm_min_pd(abs_of(x), D(19.25)), steps = ADD(z, D(0x1.8p47)), h = SUB(z, SUB(steps, D(0x1.8p47)));
  PAIRS(TANH_PAIRS, steps, 1023);
  v square = MUL(h, h);
  v less = MUL(MUL(h, square), ADD(D(TANH_C3), MUL(square, ADD(D(TANH_C5), MUL(square, D(TANH_C7))))));
  v u = ADD(h, less), product = MUL(low, u), loss = DIV(MUL(product, ADD(low, u)), ADD(D(1), product));
  v sum = ADD(low, h), rest = SUB(h, SUB(sum, low));
  return chosen(x, ADD(sum, ADD(rest, ADD(SUB(less, loss), high))), D(-0.0));
}

static int listed;

#define LOOP32(name)                                                             \
  static void name##_loop(const void *from, void *to, size_t n) {                \
    const float *src = from;                                                     \
    float *dst = to;                                                             \
    for (size_t i = 0; i < n; i += 4) {                                          \
      __m128 x = _mm_load_ps(src + i);                                           \
      __m128 a = _mm_cvtpd_ps(name(_mm_cvtps_pd(x)));                            \
      __m128 b = _mm_cvtpd_ps(name(_mm_cvtps_pd(_mm_movehl_ps(x, x))));          \
      __m128 y = _mm_movelh_ps(a, b), number = _mm_cmpeq_ps(y, y);               \
      _mm_store_ps(dst + i, _mm_or_ps(_mm_and_ps(number, y), _mm_andnot_ps(number, _mm_set1_ps(NAN)))); \
    }                                                                            \
  }
#define LOOP64(name, near)                                                       \
  static void name##_loop(const void *from, void *to, size_t n) {                \
    const double *src = from;                                                    \
    double *dst = to;                                                            \
    for (size_t i = 0; i < n; i += 4) {                                          \
      v x = _mm_load_pd(src + i), y = _mm_load_pd(src + i + 2);                  \
      v ok = near(x);                                                            \
      if (_mm_movemask_pd(_mm_and_pd(ok, near(y))) != 3) listed++;               \
      _mm_store_pd(dst + i, name(x));                                            \
      _mm_store_pd(dst + i + 2, name(y));                                        \
    }                                                                            \
  }
#define IN_REACH(x) _mm_cmplt_pd(abs_of(x), D(700))
#define ABOVE_TAIL(x) _mm_cmpgt_pd(x, D(-36))
#define NUMBER(x) _mm_cmpeq_pd(x, x)
/* cubics32.ts, of which all is near */
static inline __m128 row(const uint32_t *table, uint32_t step) { return _mm_load_ps((const float *)table + 4 * (step & 2047)); }
static inline __m128 by_cubics(const uint32_t *table, __m128 x, const uint32_t *steps) {
  __m128 head = row(table, steps[0]), cubic = row(table, steps[1]), rest = row(table, steps[2]), square = row(table, steps[3]);
  _MM_TRANSPOSE4_PS(head, cubic, rest, square);
  __m128 a = _mm_sub_ps(_mm_load_ps((const float *)steps), _mm_set1_ps(0x1.8p17f + 16)), h = _mm_sub_ps(x, a);
  __m128 held = _mm_and_ps(row(table, 0), _mm_cmpgt_ps(a, row(table, 1)));
  __m128 low = _mm_castsi128_ps(_mm_slli_epi32(_mm_castps_si128(cubic), 19));
  __m128 slope = _mm_add_ps(_mm_mul_ps(h, _mm_add_ps(_mm_mul_ps(h, cubic), square)), rest);
  return _mm_add_ps(head, _mm_add_ps(_mm_mul_ps(held, h), _mm_add_ps(_mm_mul_ps(h, slope), low)));
}

#define LOOP_OF_CUBICS(name, table)                                              \
  static void name##_loop(const void *from, void *to, size_t n) {                \
    static uint32_t steps[256] __attribute__((aligned(16)));                     \
    const float *src = from;                                                     \
    float *dst = to;                                                             \
    for (size_t tile = 0; tile < n; tile += 256) {                               \
      __m128 largest = _mm_setzero_ps();                                         \
      for (size_t i = 0; i < 256; i += 4) {                                      \
        __m128 x = _mm_load_ps(src + tile + i);                                  \
        largest = _mm_max_ps(largest, _mm_andnot_ps(_mm_set1_ps(-0.0f), x));     \
        _mm_store_ps((float *)steps + i, _mm_add_ps(x, _mm_set1_ps(0x1.8p17f + 16))); \
      }                                                                          \
      if (_mm_movemask_ps(_mm_cmplt_ps(largest, _mm_set1_ps(15.75f))) != 15) listed++; \
      for (size_t i = 0; i < 256; i += 4)                                        \
        _mm_store_ps(dst + tile + i, by_cubics(table, _mm_load_ps(src + tile + i), steps + i)); \
    }                                                                            \
  }
LOOP_OF_CUBICS(sigmoid32, SIGMOID_CUBICS)
LOOP_OF_CUBICS(silu32, SILU_CUBICS)
LOOP_OF_CUBICS(tanh32, TANH_CUBICS)
LOOP32(exp32)
LOOP64(exp64, IN_REACH)
LOOP64(sigmoid64, ABOVE_TAIL)
LOOP64(tanh64, NUMBER)

static const struct {
  const char *name;
  void (*loop)(const void *, void *, size_t);
} LOOPS[] = {{"sigmoid32", sigmoid32_loop}, {"silu32", silu32_loop},       {"tanh32", tanh32_loop},
             {"exp32", exp32_loop},
             {"exp64", exp64_loop},         {"sigmoid64", sigmoid64_loop}, {"tanh64", tanh64_loop}};

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

int main(void) {
  char name[32], loop[40];
  int bits, repeats;
  size_t count;
  while (scanf("%31s %d %zu %d", name, &bits, &count, &repeats) == 4) {
    float *x = aligned_alloc(64, count * 8), *y = aligned_alloc(64, count * 8);
    uint32_t state = 1;
    for (size_t i = 0; i < count; i++) {
      state = state * 1664525 + 1013904223;
      double value = (state / 0x1p32 - 0.5) * 16;
      if (bits == 32) x[i] = (float)value;
      else ((double *)x)[i] = value;
    }
    snprintf(loop, sizeof loop, "%s%d", name, bits);
    double elapsed = NAN;
    for (size_t i = 0; i < sizeof LOOPS / sizeof *LOOPS; i++) {
      if (strcmp(LOOPS[i].name, loop) != 0) continue;
      LOOPS[i].loop(x, y, count);
      double start = seconds();
      for (int r = 0; r < repeats; r++) LOOPS[i].loop(x, y, count);
      elapsed = seconds() - start;
    }
    printf("%.6f\n", elapsed * 1e9 / repeats / (double)count);
    fflush(stdout);
    free(x);
    free(y);
  }
  return listed < 0;
}
