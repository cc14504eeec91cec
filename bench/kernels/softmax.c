/*
 * The row kernels of src/simd/assembly in C, with 128-bit vectors and no fused operations: what the machine can do
 * with the same algorithm, without WebAssembly and without copies. Near rows of at most 1024 classes at T = 1 only.
 *
 *     gcc -O3 -ffp-contract=off -msse4.1 bench/kernels/softmax.c -o softmax
 *
 * Reads lines `<float> <rows> <width> <repeats>`, answers with nanoseconds of processor time per element.
 */
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tables.h"

#define F(x) _mm_set1_ps(x)
#define D(x) _mm_set1_pd(x)

enum { STRIP = 1024 };
static double steps[STRIP + 8], exponentials[STRIP + 8];

static inline __m128d low(__m128 v) { return _mm_cvtps_pd(v); }
static inline __m128d high(__m128 v) { return _mm_cvtps_pd(_mm_movehl_ps(v, v)); }

static __m128i largest;

static void near_steps(const float *x, int n) {
  const __m128i most = _mm_castps_si128(F(690)), least = _mm_castps_si128(F(-690));
  __m128i seen = most;
  for (int i = 0; i < n; i += 4) {
    __m128i any = _mm_loadu_si128((const __m128i *)(x + i));
    seen = _mm_max_epu32(seen, any);
    __m128 v = _mm_castsi128_ps(_mm_min_epu32(_mm_min_epi32(any, most), least));
    _mm_storeu_pd(steps + i, _mm_add_pd(_mm_mul_pd(low(v), D(FINE_STEPS_PER_UNIT)), D(402653184.0)));
    _mm_storeu_pd(steps + i + 2, _mm_add_pd(_mm_mul_pd(high(v), D(FINE_STEPS_PER_UNIT)), D(402653184.0)));
  }
  largest = seen;
}

static inline __m128d exp_fine(const double *at) {
  const uint8_t *bytes = (const uint8_t *)at;
  __m128d fixed = _mm_loadu_pd(at);
  __m128d whole = _mm_and_pd(fixed, _mm_castsi128_pd(_mm_set1_epi64x(~0xffffffll)));
  __m128d f = _mm_sub_pd(fixed, whole);
  const double *table = (const double *)EXP_FINE_STEPS;
  __m128d entries = _mm_loadh_pd(_mm_load_sd(table + bytes[3]), table + bytes[11]);
  __m128i head = _mm_add_epi64(_mm_castpd_si128(entries), _mm_slli_epi64(_mm_castpd_si128(whole), 20));
  __m128d quadratic = _mm_add_pd(_mm_mul_pd(_mm_add_pd(f, D(EXP_FINE_B)), f), D(EXP_FINE_C));
  return _mm_mul_pd(quadratic, _mm_castsi128_pd(head));
}

static double add_exponentials(const double *from, double *to, int n) {
  int i = 0;
  __m128d even = _mm_setzero_pd(), odd = even;
  for (; i + 3 < n; i += 4) {
    __m128d lower = exp_fine(from + i), upper = exp_fine(from + i + 2);
    _mm_storeu_pd(to + i, lower);
    _mm_storeu_pd(to + i + 2, upper);
    even = _mm_add_pd(even, lower);
    odd = _mm_add_pd(odd, upper);
  }
  if (i < n) {
    static const uint64_t masks[8] = {~0ull, ~0ull, ~0ull, ~0ull, 0, 0, 0, 0};
    const double *mask = (const double *)(masks + 4 - (n & 3));
    __m128d lower = exp_fine(from + i), upper = exp_fine(from + i + 2);
    _mm_storeu_pd(to + i, lower);
    _mm_storeu_pd(to + i + 2, upper);
    even = _mm_add_pd(even, _mm_and_pd(lower, _mm_loadu_pd(mask)));
    odd = _mm_add_pd(odd, _mm_and_pd(upper, _mm_loadu_pd(mask + 2)));
  }
  even = _mm_add_pd(even, odd);
  return even[0] + even[1];
}

/* As many rows as a strip holds; up to 12 bytes behind the last are written to. */
static void rows32(const float *x, float *y, int rows, int n) {
  static double totals[STRIP];
  near_steps(x, rows * n);
  for (int r = 0; r < rows; r++) {
    totals[r] = add_exponentials(steps + r * n, exponentials + r * n, n);
  }
  for (int r = 0; r < rows; r++) {
    __m128d inverse = D(1 / totals[r]);
    for (int i = 0; i < n; i += 4) {
      const double *e = exponentials + r * n + i;
      __m128 lower = _mm_cvtpd_ps(_mm_mul_pd(_mm_loadu_pd(e), inverse));
      __m128 upper = _mm_cvtpd_ps(_mm_mul_pd(_mm_loadu_pd(e + 2), inverse));
      _mm_storeu_ps(y + r * n + i, _mm_movelh_ps(lower, upper));
    }
  }
}

static inline __m128d sum_error(__m128d a, __m128d b, __m128d sum) {
  __m128d part = _mm_sub_pd(sum, a);
  return _mm_add_pd(_mm_sub_pd(a, _mm_sub_pd(sum, part)), _mm_sub_pd(b, part));
}

static inline __m128d steps64(__m128d x) {
  return _mm_add_pd(_mm_mul_pd(x, D(STEPS_PER_UNIT)), D(6755399441055744.0));
}

static double rests[STRIP + 8];

static void near_rests(const double *x, int n, double floor) {
  for (int i = 0; i < n; i += 2) {
    __m128d v = _mm_max_pd(D(floor), _mm_loadu_pd(x + i));
    __m128d fixed = steps64(v), whole = _mm_sub_pd(fixed, D(6755399441055744.0));
    _mm_storeu_pd(steps + i, fixed);
    __m128d near = _mm_sub_pd(v, _mm_mul_pd(whole, D(STEP_HIGH)));
    _mm_storeu_pd(rests + i, _mm_sub_pd(near, _mm_mul_pd(whole, D(STEP_LOW))));
  }
}

/* head and head * growth of the steps and rests at i. */
static inline void exp64(int i, __m128i scale, __m128d *head, __m128d *rest) {
  const uint8_t *bytes = (const uint8_t *)(steps + i);
  __m128i first = _mm_load_si128((const __m128i *)EXP_ROUND_STEPS + (bytes[0] & 63));
  __m128i second = _mm_load_si128((const __m128i *)EXP_ROUND_STEPS + (bytes[8] & 63));
  __m128d r = _mm_loadu_pd(rests + i), square = _mm_mul_pd(r, r);
  __m128d q2 = _mm_add_pd(_mm_mul_pd(D(EXP_C3), r), D(EXP_C2));
  __m128d q4 = _mm_add_pd(_mm_mul_pd(D(EXP_C5), r), D(EXP_C4));
  __m128d linear = _mm_add_pd(r, _mm_castsi128_pd(_mm_unpacklo_epi64(first, second)));
  __m128d lower = _mm_add_pd(linear, _mm_mul_pd(square, q2));
  __m128d growth = _mm_add_pd(lower, _mm_mul_pd(_mm_mul_pd(square, square), q4));
  __m128i power = _mm_add_epi64(_mm_slli_epi64(_mm_loadu_si128((const __m128i *)(steps + i)), 46), scale);
  *head = _mm_castsi128_pd(_mm_add_epi64(_mm_unpackhi_epi64(first, second), power));
  *rest = _mm_mul_pd(*head, growth);
}

static void divide(double *y, int from, int n, double by) {
  for (; from + 1 < n; from += 2) _mm_storeu_pd(y + from, _mm_div_pd(_mm_loadu_pd(y + from), D(by)));
  if (from < n) y[from] /= by;
}

/* The exponentials of a row and their sum; beside them those of the row `done` are divided, if there is one. */
static double row64(const double *x, double *y, int n, double *done, double by) {
  int full = n & ~1, i;
  __m128d a = D(-__builtin_inf()), ground = D(0x1p258);
  for (i = 0; i < full; i += 2) a = _mm_max_pd(_mm_loadu_pd(x + i), a);
  if (n & 1) a = _mm_max_pd(_mm_load1_pd(x + i), a);
  a = _mm_max_pd(a, _mm_shuffle_pd(a, a, 1));
  __m128i binade = _mm_and_si128(_mm_slli_epi64(_mm_castpd_si128(steps64(a)), 46), _mm_set1_epi64x(0xfffll << 52));
  __m128i scale = _mm_sub_epi64(_mm_set1_epi64x(256ll << 52), binade);
  __m128d sums[2] = {ground, ground}, errors[2] = {_mm_setzero_pd(), _mm_setzero_pd()};
  near_rests(x, n, a[0] - 750);
  for (i = 0; i < n; i += 2) {
    __m128d head, rest;
    exp64(i, scale, &head, &rest);
    if (i == full) {
      head = _mm_move_sd(_mm_setzero_pd(), head);
      rest = _mm_move_sd(_mm_setzero_pd(), rest);
    }
    __m128d e = _mm_add_pd(head, rest);
    _mm_storeu_pd(y + i, e);
    if (done && i < full) _mm_storeu_pd(done + i, _mm_div_pd(_mm_loadu_pd(done + i), D(by)));
    int lane = (i >> 1) & 1;
    __m128d before = sums[lane], after = _mm_add_pd(before, e);
    sums[lane] = after;
    errors[lane] = _mm_add_pd(errors[lane], _mm_add_pd(_mm_sub_pd(head, _mm_sub_pd(after, before)), rest));
  }
  __m128d even = _mm_sub_pd(sums[0], ground), odd = _mm_sub_pd(sums[1], ground);
  __m128d both = _mm_add_pd(even, odd), gone = sum_error(even, odd, both);
  double top = both[0] + both[1], part = top - both[0];
  double last = both[0] - (top - part) + (both[1] - part);
  __m128d all = _mm_add_pd(errors[0], errors[1]);
  if (done) divide(done, full, n, by);
  return top + (gone[0] + gone[1] + last + (all[0] + all[1]));
}

static void rows64(const double *x, double *y, int rows, int n) {
  double sum = 0;
  for (int r = 0; r < rows; r++) sum = row64(x + r * n, y + r * n, n, r ? y + (r - 1) * n : 0, sum);
  divide(y + (rows - 1) * n, 0, n, sum);
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

int main(void) {
  int bits, rows, width, repeats;
  while (scanf("%d %d %d %d", &bits, &rows, &width, &repeats) == 4) {
    size_t count = (size_t)rows * width;
    void *x = aligned_alloc(64, count * 8 + 4096), *y = aligned_alloc(64, count * 8 + 4096);
    for (size_t i = 0; i < count + 8; i++) {
      double v = ((double)rand() + rand() + rand()) / RAND_MAX * 8 - 12;
      if (bits == 32) ((float *)x)[i] = v;
      else ((double *)x)[i] = v;
    }
    double start = 0;
    for (int k = -2; k < repeats; k++) {
      if (k == 0) start = now();
      int most = bits == 32 ? STRIP / width : rows;
      for (int r = 0; r < rows; r += most) {
        size_t at = (size_t)r * width;
        if (bits == 32) rows32((float *)x + at, (float *)y + at, rows - r < most ? rows - r : most, width);
        else rows64((double *)x + at, (double *)y + at, rows, width);
      }
    }
    printf("%g\n", (now() - start) / repeats / count);
    fflush(stdout);
    free(x);
    free(y);
  }
}
