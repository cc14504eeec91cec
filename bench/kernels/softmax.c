/*
 * The row kernels of src/simd/assembly in C, with 128-bit vectors and no fused operations: what the machine can do
 * with the same algorithm, without WebAssembly and without copies. Near rows at T = 1 only.
 *
 *     gcc -O3 -ffp-contract=off -msse4.1 bench/kernels/softmax.c -o softmax
 *
 * Reads lines `<float> <rows> <width> <repeats>`, answers with nanoseconds per element.
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

static inline __m128 steps32(__m128 x) { return _mm_add_ps(_mm_mul_ps(x, F(PER_LN2_32)), F(12582912.0f)); }

static inline __m128 exp32(__m128 x, __m128i scale) {
  __m128 steps = steps32(x);
  __m128 n = _mm_sub_ps(steps, F(12582912.0f));
  __m128 near = _mm_sub_ps(x, _mm_mul_ps(n, F(LN2_HIGH_32)));
  __m128 r = _mm_sub_ps(near, _mm_mul_ps(n, F(LN2_LOW_32)));
  __m128 r2 = _mm_mul_ps(r, r);
  __m128 base = _mm_add_ps(F(1), r);
  __m128 lost = _mm_sub_ps(r, _mm_sub_ps(base, F(1)));
  __m128 q2 = _mm_add_ps(_mm_mul_ps(r, F(EXP32_C3)), F(EXP32_C2));
  __m128 q4 = _mm_add_ps(_mm_add_ps(_mm_mul_ps(r, F(EXP32_C5)), F(EXP32_C4)), _mm_mul_ps(r2, F(EXP32_C6)));
  __m128 rest = _mm_add_ps(_mm_add_ps(lost, _mm_mul_ps(r2, q2)), _mm_mul_ps(_mm_mul_ps(r2, r2), q4));
  __m128i power = _mm_add_epi32(_mm_slli_epi32(_mm_castps_si128(steps), 23), scale);
  return _mm_mul_ps(_mm_add_ps(base, rest), _mm_castsi128_ps(power));
}

static inline __m128d low(__m128 v) { return _mm_cvtps_pd(v); }
static inline __m128d high(__m128 v) { return _mm_cvtps_pd(_mm_movehl_ps(v, v)); }

static inline __m128 scaled(__m128 e, __m128d inverse) {
  return _mm_movelh_ps(_mm_cvtpd_ps(_mm_mul_pd(low(e), inverse)), _mm_cvtpd_ps(_mm_mul_pd(high(e), inverse)));
}

static inline __m128 masked(int tail) {
  static const uint32_t masks[8] = {~0u, ~0u, ~0u, ~0u, 0, 0, 0, 0};
  return _mm_loadu_ps((const float *)(masks + 4 - tail));
}

static void row32(const float *x, float *y, int n) {
  int full = n & ~3, tail = n & 3, i;
  __m128 mask = masked(tail), a = F(-__builtin_inff()), b = a;
  for (i = 0; i + 4 < full; i += 8) {
    a = _mm_max_ps(_mm_loadu_ps(x + i), a);
    b = _mm_max_ps(_mm_loadu_ps(x + i + 4), b);
  }
  if (i < full) a = _mm_max_ps(_mm_loadu_ps(x + i), a);
  if (tail) b = _mm_max_ps(_mm_blendv_ps(b, _mm_loadu_ps(x + full), mask), b);
  a = _mm_max_ps(a, b);
  a = _mm_max_ps(a, _mm_shuffle_ps(a, a, 0x4e));
  a = _mm_max_ps(a, _mm_shuffle_ps(a, a, 0xb1));
  __m128 floor = _mm_sub_ps(a, F(130));
  __m128i scale = _mm_sub_epi32(_mm_set1_epi32((64 + 127) << 23), _mm_slli_epi32(_mm_castps_si128(steps32(a)), 23));
  __m128d even = _mm_setzero_pd(), odd = even;
  for (i = 0; i < full; i += 4) {
    __m128 e = exp32(_mm_max_ps(floor, _mm_loadu_ps(x + i)), scale);
    _mm_storeu_ps(y + i, e);
    even = _mm_add_pd(even, low(e));
    odd = _mm_add_pd(odd, high(e));
  }
  if (tail) {
    __m128 e = _mm_and_ps(exp32(_mm_max_ps(floor, _mm_loadu_ps(x + i)), scale), mask);
    _mm_storeu_ps(y + i, e);
    even = _mm_add_pd(even, low(e));
    odd = _mm_add_pd(odd, high(e));
  }
  even = _mm_add_pd(even, odd);
  __m128d inverse = D(1 / (even[0] + even[1]));
  for (i = 0; i < n; i += 4) _mm_storeu_ps(y + i, scaled(_mm_loadu_ps(y + i), inverse));
}

static inline __m128d sum_error(__m128d a, __m128d b, __m128d sum) {
  __m128d part = _mm_sub_pd(sum, a);
  return _mm_add_pd(_mm_sub_pd(a, _mm_sub_pd(sum, part)), _mm_sub_pd(b, part));
}

static inline __m128d steps64(__m128d x) {
  return _mm_add_pd(_mm_mul_pd(x, D(STEPS_PER_UNIT)), D(6755399441055744.0));
}

static inline void exp64(__m128d x, __m128i scale, __m128d *head, __m128d *growth) {
  __m128d steps = steps64(x);
  __m128i bits = _mm_castpd_si128(steps);
  __m128i first = _mm_load_si128((const __m128i *)EXP_ROUND_STEPS + (_mm_cvtsi128_si64(bits) & 63));
  __m128i second = _mm_load_si128((const __m128i *)EXP_ROUND_STEPS + (_mm_extract_epi64(bits, 1) & 63));
  __m128d n = _mm_sub_pd(steps, D(6755399441055744.0));
  __m128d near = _mm_sub_pd(x, _mm_mul_pd(n, D(STEP_HIGH)));
  __m128d r = _mm_sub_pd(near, _mm_mul_pd(n, D(STEP_LOW)));
  __m128d square = _mm_mul_pd(r, r);
  __m128d q2 = _mm_add_pd(_mm_mul_pd(D(EXP_C3), r), D(EXP_C2));
  __m128d q4 = _mm_add_pd(_mm_mul_pd(D(EXP_C5), r), D(EXP_C4));
  __m128d linear = _mm_add_pd(r, _mm_castsi128_pd(_mm_unpacklo_epi64(first, second)));
  *growth = _mm_add_pd(_mm_add_pd(linear, _mm_mul_pd(square, q2)), _mm_mul_pd(_mm_mul_pd(square, square), q4));
  __m128i power = _mm_add_epi64(_mm_slli_epi64(bits, 46), scale);
  *head = _mm_castsi128_pd(_mm_add_epi64(_mm_unpackhi_epi64(first, second), power));
}

static void row64(const double *x, double *y, int n) {
  int full = n & ~1, i;
  __m128d a = D(-__builtin_inf()), ground = D(0x1p258);
  for (i = 0; i < full; i += 2) a = _mm_max_pd(_mm_loadu_pd(x + i), a);
  if (n & 1) a = _mm_max_pd(_mm_load1_pd(x + i), a);
  a = _mm_max_pd(a, _mm_shuffle_pd(a, a, 1));
  __m128d floor = _mm_sub_pd(a, D(750));
  __m128i binade = _mm_and_si128(_mm_slli_epi64(_mm_castpd_si128(steps64(a)), 46), _mm_set1_epi64x(0xfffll << 52));
  __m128i scale = _mm_sub_epi64(_mm_set1_epi64x(256ll << 52), binade);
  __m128d sums[2] = {ground, ground}, errors[2] = {_mm_setzero_pd(), _mm_setzero_pd()};
  for (i = 0; i < n; i += 2) {
    __m128d head, growth;
    exp64(_mm_max_pd(floor, _mm_loadu_pd(x + i)), scale, &head, &growth);
    if (i == full) {
      head = _mm_move_sd(_mm_setzero_pd(), head);
      growth = _mm_move_sd(_mm_setzero_pd(), growth);
    }
    __m128d rest = _mm_mul_pd(head, growth);
    __m128d e = _mm_add_pd(head, rest);
    _mm_storeu_pd(y + i, e);
    __m128d lost = _mm_sub_pd(rest, _mm_sub_pd(e, head));
    int lane = (i >> 1) & 1;
    __m128d before = sums[lane], after = _mm_add_pd(before, e);
    sums[lane] = after;
    errors[lane] = _mm_add_pd(errors[lane], _mm_add_pd(_mm_sub_pd(e, _mm_sub_pd(after, before)), lost));
  }
  __m128d even = _mm_sub_pd(sums[0], ground), odd = _mm_sub_pd(sums[1], ground);
  __m128d both = _mm_add_pd(even, odd), gone = sum_error(even, odd, both);
  double top = both[0] + both[1], part = top - both[0];
  double last = both[0] - (top - part) + (both[1] - part);
  __m128d all = _mm_add_pd(errors[0], errors[1]);
  __m128d sum = D(top + (gone[0] + gone[1] + last + (all[0] + all[1])));
  for (i = 0; i < full; i += 2) _mm_storeu_pd(y + i, _mm_div_pd(_mm_loadu_pd(y + i), sum));
  if (n & 1) y[i] /= sum[0];
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
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
      for (int r = 0; r < rows; r++) {
        if (bits == 32) row32((float *)x + (size_t)r * width, (float *)y + (size_t)r * width, width);
        else row64((double *)x + (size_t)r * width, (double *)y + (size_t)r * width, width);
      }
    }
    printf("%g\n", (now() - start) / repeats / count);
    fflush(stdout);
    free(x);
    free(y);
  }
}
