import { describe, expect, it } from 'vitest';
import { svgOf } from '../../src/plots/svg.js';
import { chart } from './support.js';

const svg = svgOf(chart('sigmoid tanh relu'));

/** Tags in order; an SVG of ours has no text that looks like one. */
function isWellFormed(text: string): boolean {
  const open: string[] = [];
  for (const [, close, name, self] of text.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (close === '/') {
      if (open.pop() !== name) return false;
    } else if (self !== '/') open.push(name as string);
  }
  return open.length === 0;
}

describe('the SVG of a chart', () => {
  it('has the same bytes every time, and on every machine', async () => {
    expect(svgOf(chart('sigmoid tanh relu'))).toBe(svg);
    await expect(svg).toMatchFileSnapshot('../../fixtures/plots/sigmoid-tanh-relu.svg');
  });

  it('is told to those who listen: a title, a description, a role', () => {
    expect(svg).toContain('role="img" aria-labelledby="logitflow-title logitflow-desc"');
    expect(svg).toContain('<title id="logitflow-title">sigmoid, tanh and relu</title>');
    expect(svg).toContain('x from −5 to 5, y from −1 to 5, 100 points a curve. sigmoid: 1 / (1');
    expect(svg).toContain('relu: max(0, x), from 0 to 5.');
  });

  it('has a legend, ticks and a curve of 100 points for every function', () => {
    for (const name of ['sigmoid', 'tanh', 'relu', '−5', '0', '5']) {
      expect(svg).toContain(`>${name}</text>`);
    }
    const curves = [...svg.matchAll(/class="curve-\d" d="(M[^"]*L[^"]*)"/g)].map((m) => m[1]!);
    expect(curves.map((data) => data.split(/[L ]/).length / 2)).toEqual([100, 100, 100]);
    for (const data of curves) expect(data).toMatch(/^M[\d. L]+$/);
  });

  it('is well-formed and holds no NaN, whatever is drawn', () => {
    const charts = [
      chart('log logit exp', -1000, 1000),
      chart('log', -5, -1),
      chart('step relu:derivative hardShrink'),
      chart('linear', -1e300, 1e300),
      chart('linear', 1e-300, 2e-300),
      chart('linear:slope=1e-7 tanh', -1e-7, 1e-7, 2),
    ];
    for (const each of charts) {
      const drawn = svgOf(each);
      expect(drawn).not.toMatch(/NaN|Infinity|undefined/);
      expect(isWellFormed(drawn)).toBe(true);
    }
  });

  it('repeats its colours with dashes', () => {
    const drawn = svgOf(chart('relu elu selu gelu silu mish tanh'));
    expect(drawn.match(/stroke-dasharray/g)).toHaveLength(2); // the curve, and its piece in the legend
  });
});
