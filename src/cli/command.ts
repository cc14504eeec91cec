import { didYouMean, show } from '../errors.js';
import { systemCode } from '../files/system-error.js';
import { LARGE_BYTES } from '../jobs/threads-for.js';
import { VERSION } from '../version.js';
import { UsageError } from './arguments/usage-error.js';
import { DONE, exitCodeOf, Interrupted } from './exit-code.js';
import { type Io, print } from './io.js';
import { csvBytes } from './large-csv.js';

/**
 * The command: arguments in, exit code out. Modules are loaded when a verb needs them, because apache-arrow takes
 * longer to load than most of what is asked without a file.
 *
 * A reader of standard output that goes away early (`| head`) is no error: the command ends with 0.
 *
 * @param argv  without the interpreter and the script
 */
export async function command(argv: readonly string[], io: Io): Promise<number> {
  try {
    await dispatch(argv, io);
    return DONE;
  } catch (raised) {
    const error =
      io.signal.aborted && io.signal.reason instanceof Interrupted ? io.signal.reason : raised;
    if (isClosedOutput(error)) return DONE;
    if (io.env.LOGITFLOW_DEBUG === '1') await print(io.stderr, `${detailOf(error)}\n`);
    const { lineOf } = await import('./error-line.js');
    await print(io.stderr, `${lineOf(error)}\n`).catch(() => {});
    return exitCodeOf(error);
  }
}

/** Only standard output: a pipe that was asked for by name should have had a reader. */
function isClosedOutput(error: unknown): boolean {
  const path =
    error instanceof Error && 'report' in error ? (error.report as { file?: string }).file : '-';
  return path === '-' && systemCode(error) === 'EPIPE';
}

function detailOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function dispatch([verb, ...tokens]: readonly string[], io: Io): Promise<void> {
  if (verb === undefined) throw new UsageError('a verb is missing; see logitflow --help');
  if (verb === '--version' || verb === '-V') return print(io.stdout, `${VERSION}\n`);
  if (verb === '--help' || verb === '-h' || verb === 'help') return help(tokens[0], io);
  if (verb === 'functions') return runFunctions(tokens, io);
  if (verb === 'plot') return runPlot(tokens, io);
  if (verb === 'head' || verb === 'schema') return look(verb, tokens, io);
  const bytes = csvBytes(tokens);
  if (bytes >= LARGE_BYTES) {
    // Threads load what they need while this one reads the rest of the command.
    const { startAhead } = await import('../jobs/thread.js');
    startAhead(bytes);
  }
  const { kindOfVerb } = await import('./arguments/segments.js');
  if (verb !== 'run' && verb !== 'convert' && kindOfVerb(verb) === undefined) {
    throw await unknownVerb(verb);
  }
  const { parseJob } = await import('./arguments/parse-job.js');
  const job = await parseJob(verb, tokens);
  if (job === undefined) return help(verb, io);
  if (job.recipe.steps.at(-1)?.op === 'diagnose') {
    const { isForReading, printDiagnosis } = await import('./verbs/diagnose.js');
    if (isForReading(job)) return printDiagnosis(job, io);
  }
  const { transform } = await import('./verbs/transform.js');
  await transform(job, io);
}

async function help(verb: string | undefined, io: Io): Promise<void> {
  const { commandHelp, verbHelp } = await import('./verbs/help.js');
  if (verb === undefined) return print(io.stdout, commandHelp(io.stdout.columns));
  const { kindOfVerb } = await import('./arguments/segments.js');
  const { PLAIN_VERBS } = await import('./verbs/verbs.js');
  const known = PLAIN_VERBS.some((plain) => plain.verb === verb) || kindOfVerb(verb) !== undefined;
  if (!known) throw await unknownVerb(verb);
  await print(io.stdout, verbHelp(verb, io.stdout.columns));
}

async function unknownVerb(verb: string): Promise<UsageError> {
  const { STEPS } = await import('../recipes/steps.js');
  const { PLAIN_VERBS } = await import('./verbs/verbs.js');
  const verbs = [...STEPS, ...PLAIN_VERBS].map((known) => known.verb);
  const near = didYouMean(verb, [...verbs, '--help', '--version']) || '; see logitflow --help';
  return new UsageError(`no such verb (got ${show(verb)})${near}`);
}

async function runFunctions(tokens: readonly string[], io: Io): Promise<void> {
  const { isOn, Segment } = await import('./arguments/flags.js');
  const { HELP_FLAGS } = await import('./arguments/common-flags.js');
  const segment = new Segment('functions', HELP_FLAGS);
  segment.read(tokens);
  if (isOn(segment.given, 'help')) return help('functions', io);
  const { functions } = await import('./verbs/functions.js');
  await functions(segment.given.positionals, io);
}

async function runPlot(tokens: readonly string[], io: Io): Promise<void> {
  const { isOn, Segment } = await import('./arguments/flags.js');
  const { plot, PLOT_FLAGS } = await import('./verbs/plot.js');
  const segment = new Segment('plot', PLOT_FLAGS);
  segment.read(tokens);
  await (isOn(segment.given, 'help') ? help('plot', io) : plot(segment.given, io));
}

async function look(verb: 'head' | 'schema', tokens: readonly string[], io: Io): Promise<void> {
  const { isOn, Segment } = await import('./arguments/flags.js');
  const { head, HEAD_FLAGS } = await import('./verbs/head.js');
  const { schema, SCHEMA_FLAGS } = await import('./verbs/schema.js');
  const segment = new Segment(verb, verb === 'head' ? HEAD_FLAGS : SCHEMA_FLAGS);
  segment.read(tokens);
  const { given } = segment;
  if (isOn(given, 'help')) return help(verb, io);
  const inputs = given.positionals.length === 0 ? ['-'] : given.positionals;
  if (inputs.includes('-') && io.stdin.isTTY === true) {
    throw new UsageError(`${verb}: no input; name a file, or pipe one in`);
  }
  await (verb === 'head' ? head : schema)(inputs, given, io);
}
