import { describe, expect, it } from 'vitest';
import { brailleOf } from '../../src/plots/braille.js';
import { chart } from './support.js';

const plain = (lines: readonly string[]) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is taken out are a terminal's colours
  lines.map((line) => line.replace(/\u001b\[[\d;]*m/g, ''));

describe('the chart in a terminal', () => {
  it('is what it is', () => {
    const lines = brailleOf(chart('relu', -4, 4), { columns: 37, rows: 12, colour: false });
    expect(`\n${lines.join('\n')}`).toMatchInlineSnapshot(`
      "
      4 ┤                ┊              ⡠⠊
        │                ┊            ⡤⠋
        │                ┊         ⢀⡔⠋
        │                ┊       ⢀⠴⠊
      2 ┤                ┊     ⢀⠴⠉
        │                ┊   ⢀⠔⠁
        │                ┊ ⢠⠜⠁
      0 ┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣠⠚⠁
        └┬───────┬───────┬───────┬───────┬
        −4      −2       0       2       4
        ⠒⠒⠒⠒⠒⠒ relu"
    `);
  });

  it.each([
    [80, 24],
    [40, 15],
    [200, 60],
    [32, 14],
  ])('fits into %i columns and %i rows', (columns, rows) => {
    for (const colour of [true, false]) {
      const lines = plain(brailleOf(chart('sigmoid tanh relu'), { columns, rows, colour }));
      expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
      expect(lines.length).toBeLessThan(rows);
      for (const name of ['sigmoid', 'tanh', 'relu']) expect(lines.join('\n')).toContain(name);
      expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    }
  });

  it('uses colours only where it may, and dashes where it may not', () => {
    const room = { columns: 60, rows: 20 };
    const coloured = brailleOf(chart('relu tanh'), { ...room, colour: true }).join('\n');
    const dashed = brailleOf(chart('relu tanh'), { ...room, colour: false }).join('\n');
    expect(coloured).toContain('\u001b[38;5;33m');
    expect(dashed).not.toContain('\u001b');
    expect(dashed).toContain('⠒⠒⠒⠒⠒⠒ relu');
    expect(dashed).toContain('⠒ ⠒ ⠒  tanh');
  });

  it('leaves what is undefined empty', () => {
    const lines = brailleOf(chart('log', -5, -1), { columns: 40, rows: 12, colour: false });
    expect(lines.slice(0, -1).join('')).not.toMatch(/[\u2801-\u28ff]/);
  });
});
