/*
 * What each function of the table is at a float, in binary64 of glibc (gcc -O2, no -ffast-math).
 *
 *   reference measure NAME STRIDE   reads results from stdin, as floats, for the floats whose bits are 0, STRIDE,
 *                                   2 * STRIDE, ... below 2^32, and prints how far off they are, as JSON
 *   reference values NAME           reads arguments from stdin, a line each, and prints values in hexadecimal
 *   reference list                  the names
 *
 * The parameters are the defaults of the table. Each formula is one that does not cancel, and is written anew: nothing
 * here is taken from the kernels. `check.py` holds it against mpmath.
 */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double SELU_ALPHA = 1.6732632423543772, SELU_SCALE = 1.0507009873554805;

static double clipped(double x, double low, double high) { return x < low ? low : x > high ? high : x; }
static double logistic(double x) { return x < 0 ? exp(x) / (1 + exp(x)) : 1 / (1 + exp(-x)); }

/* x * logistic(t), 0 where the gate shuts before x grows, as at -inf. */
static double gated(double x, double t) { return t < -700 ? (isnan(x) ? x : -0.0) : x * logistic(t); }

static double linear(double x) { return x; }
static double relu(double x) { return x < 0 ? 0 : x; }
static double squared_relu(double x) { return x < 0 ? 0 : x * x; }
static double leaky_relu(double x) { return x < 0 ? 0.01 * x : x; }
static double relu6(double x) { return clipped(x, 0, 6); }
static double hard_tanh(double x) { return clipped(x, -1, 1); }
static double hard_sigmoid(double x) { return clipped(x + 3, 0, 6) / 6; }
static double threshold(double x) { return x > 0 || isnan(x) ? x : 0; }
static double thresholded_relu(double x) { return x > 1 || isnan(x) ? x : 0; }
static double step(double x) { return x < 0 ? 0 : isnan(x) ? x : 1; }
static double elu(double x) { return x > 0 ? x : expm1(x); }
static double selu(double x) { return SELU_SCALE * (x > 0 ? x : SELU_ALPHA * expm1(x)); }
static double silu(double x) { return gated(x, x); }
static double mish(double x) {
  if (x < -700) return -0.0;
  return x > 40 ? x : x * tanh(log1p(exp(x)));
}
static double hard_swish(double x) { return x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6; }
static double gelu(double x) { return x < -40 ? -0.0 : x / 2 * erfc(x * -M_SQRT1_2); }
static double gelu_tanh(double x) { return gated(x, 2 * sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)); }
static double quick_gelu(double x) { return gated(x, 1.702 * x); }
static double softplus(double x) { return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)); }
static double log_sigmoid(double x) { return -softplus(-x); }
static double squareplus(double x) {
  double root = sqrt(x * x + 4);
  return x < 0 ? 2 / (root - x) : (x + root) / 2;
}
static double softsign(double x) { return isinf(x) ? copysign(1, x) : x / (1 + fabs(x)); }
static double sparse_plus(double x) { return x <= -1 ? 0 : x >= 1 ? x : (x + 1) * (x + 1) / 4; }
static double sparse_sigmoid(double x) { return clipped((x + 1) / 2, 0, 1); }
static double hard_shrink(double x) { return fabs(x) <= 0.5 ? 0 : x; }
static double soft_shrink(double x) { return x > 0.5 ? x - 0.5 : x < -0.5 ? x + 0.5 : isnan(x) ? x : 0; }
static double tanh_shrink(double x) {
  double s = x * x;
  if (fabs(x) > 0.03) return (double)((long double)x - tanhl(x));
  return x * s * (1 / 3.0 - s * (2 / 15.0 - s * (17 / 315.0 - s * (62 / 2835.0 - s * 1382 / 155925.0))));
}
static double logit(double x) { return x >= 0 && x <= 1 ? log(x) - log1p(-x) : NAN; }
static double logit_near_half(double x) { return x > 0.25 && x < 0.75 ? 2 * atanh(2 * x - 1) : logit(x); }

static const struct {
  const char *name;
  double (*at)(double);
} FUNCTIONS[] = {
    {"linear", linear}, {"sigmoid", logistic}, {"tanh", tanh}, {"relu", relu}, {"leakyRelu", leaky_relu},
    {"squaredRelu", squared_relu},
    {"relu6", relu6}, {"hardTanh", hard_tanh}, {"hardSigmoid", hard_sigmoid}, {"threshold", threshold},
    {"thresholdedRelu", thresholded_relu}, {"step", step}, {"elu", elu}, {"celu", elu}, {"selu", selu},
    {"silu", silu}, {"mish", mish}, {"hardSwish", hard_swish}, {"gelu", gelu}, {"geluTanh", gelu_tanh},
    {"quickGelu", quick_gelu}, {"erf", erf}, {"softplus", softplus}, {"logSigmoid", log_sigmoid},
    {"squareplus", squareplus}, {"softsign", softsign}, {"sparsePlus", sparse_plus},
    {"sparseSigmoid", sparse_sigmoid}, {"hardShrink", hard_shrink}, {"softShrink", soft_shrink},
    {"tanhShrink", tanh_shrink}, {"exp", exp}, {"expm1", expm1}, {"log", log}, {"log1p", log1p},
    {"logit", logit_near_half},
};
#define COUNT (sizeof FUNCTIONS / sizeof *FUNCTIONS)

static float of_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

/* |got - wanted| in ulp of the float that wanted lies at; what rounds to infinity has to be infinite. */
static double ulp_error(float got, double wanted) {
  float rounded = (float)wanted;
  if (isnan(wanted) || isnan(got)) return isnan(wanted) && isnan(got) ? 0 : INFINITY;
  if (isinf(rounded) || isinf(got)) return got == rounded ? 0 : INFINITY;
  int exponent;
  frexp(wanted, &exponent);
  double unit = wanted == 0 ? 0x1p-149 : fmax(ldexp(1, exponent - 24), 0x1p-149);
  return fabs(got - wanted) / unit;
}

static void measure(const char *name, double (*at)(double), uint64_t stride) {
  enum { BLOCK = 1 << 16 };
  static float got[BLOCK];
  double worst = 0;
  float where = 0;
  uint64_t count = 0, unrounded = 0, bits = 0;
  size_t n;
  while ((n = fread(got, sizeof *got, BLOCK, stdin)) > 0) {
    for (size_t i = 0; i < n; i++, count++, bits += stride) {
      float x = of_bits((uint32_t)bits);
      double wanted = at(x);
      int nearest = got[i] == (float)wanted;
      unrounded += !(isnan(wanted) || nearest);
      if (nearest && worst >= 0.5) continue; /* no further off than half an ulp, which is most of them */
      double error = ulp_error(got[i], wanted);
      if (error > worst) worst = error, where = x;
    }
  }
  if (bits < (UINT64_C(1) << 32)) exit(2);
  printf("{\"name\":\"%s\",\"count\":%llu,\"worst\":%.6f,\"at\":\"%a\",\"notNearest\":%llu}\n", name,
         (unsigned long long)count, worst, where, (unsigned long long)unrounded);
}

static void values(double (*at)(double)) {
  double x;
  while (scanf("%lf", &x) == 1) printf("%a\n", at(x));
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "list") == 0) {
    for (size_t i = 0; i < COUNT; i++) puts(FUNCTIONS[i].name);
    return 0;
  }
  for (size_t i = 0; argc > 2 && i < COUNT; i++) {
    if (strcmp(argv[2], FUNCTIONS[i].name) != 0) continue;
    if (argc == 4 && strcmp(argv[1], "measure") == 0) {
      measure(argv[2], FUNCTIONS[i].at, strtoull(argv[3], NULL, 10));
      return 0;
    }
    if (argc == 3 && strcmp(argv[1], "values") == 0) {
      values(FUNCTIONS[i].at);
      return 0;
    }
  }
  fprintf(stderr, "usage: reference list | measure NAME STRIDE | values NAME\n");
  return 1;
}
