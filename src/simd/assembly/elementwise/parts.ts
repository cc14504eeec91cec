/** Functions of each64.ts that leave two parts, in a few operations. */
export class TwoParts {
  @inline
  hasThird(): bool {
    return false;
  }

  @inline
  isLong(): bool {
    return false;
  }

  @inline
  third(x: v128, p: v128, q: v128, src: usize): v128 {
    return q;
  }
}

/** In many: registers do not hold what four pairs need. */
export class LongTwoParts {
  @inline
  hasThird(): bool {
    return false;
  }

  @inline
  isLong(): bool {
    return true;
  }

  @inline
  third(x: v128, p: v128, q: v128, src: usize): v128 {
    return q;
  }
}

/** Functions that leave three, which takes many operations too. */
export class ThreeParts {
  @inline
  hasThird(): bool {
    return true;
  }

  @inline
  isLong(): bool {
    return true;
  }
}
