import { expect, it } from 'vitest';
import { run, scratch } from './support.js';

const { put } = scratch();

const PEOPLE = 'id,a,b\n1,1,2\n2,-1,998\n';

it('a neuron is a weighted sum and a sigmoid', async () => {
  const { stdout } = await run([
    ...['affine', '-c', 'a,b', '--weights', '-2,1', '--bias', '0', '--as', 'z'],
    ...[put('people.csv', PEOPLE), 'then', 'sigmoid', '-c', 'z', '--as', 'p'],
    ...['then', 'select', '-c', 'id,z,p'],
  ]);
  expect(stdout).toBe('id,z,p\n1,0,0.5\n2,1000,1\n');
});

it('a gated unit takes its halves from list cells of CSV', async () => {
  const cells = put('cells.csv', 'x\n"[2,3]"\n"[-1,4]"\n');
  const { stdout } = await run(['bilinear', '-c', 'x', '--as', 'y', cells, '-q']);
  expect(stdout).toBe('x,y\n"[2,3]",[6]\n"[-1,4]",[-4]\n');
});

it.each([
  ['1,two', 'affine: --weights is no number (got "two")'],
  ['1,', 'affine: --weights is no number (got "")'],
  ['1,inf', 'weights[1] is no finite number (got Infinity)'],
])('weights of %s are a matter of usage', async (weights, message) => {
  const input = put('people.csv', PEOPLE);
  const argv = ['affine', '-c', 'a,b', '--weights', weights, '--as', 'z', input];
  const { code, stderr } = await run(argv);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});
