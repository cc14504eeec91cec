import { didYouMean, show } from '../../errors.js';
import { UsageError } from './usage-error.js';

/** One option of the command line. */
export interface Flag {
  /** Without the dashes: `output-delimiter`. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** What stands for the value in the help; an option without one is a switch, with `--no-` to switch it off. */
  readonly value?: string;
  /** Whether switching it off says something; the help shows `--[no-]…` then. */
  readonly negatable?: boolean;
  readonly summary: string;
}

/** What stood on one segment of the command line; a switch has the values `on` and `off`. */
export interface Given {
  readonly flags: ReadonlyMap<string, readonly string[]>;
  readonly positionals: readonly string[];
}

/** A token read as an option: the flag, and the value where it was written onto it. */
interface Match {
  readonly flag: Flag;
  readonly value: string | undefined;
  readonly off: boolean;
}

/** The command line from one verb to the end, or to the next `then`. */
export class Segment {
  readonly #verb: string;
  readonly #flags: readonly Flag[];
  readonly #given = new Map<string, string[]>();
  readonly #positionals: string[] = [];
  #onlyPositionals = false;

  constructor(verb: string, flags: readonly Flag[]) {
    this.#verb = verb;
    this.#flags = flags;
  }

  /**
   * Takes tokens up to the end or a `then` that stands where a positional may; an option takes the token after it
   * whatever it is, so that `--temperature -1` and a column named `then` can be said.
   *
   * @returns the tokens after `then`, undefined at the end
   * @throws UsageError for an option that the verb has not, and for a missing value
   */
  read(tokens: readonly string[]): readonly string[] | undefined {
    const rest = [...tokens];
    for (let token = rest.shift(); token !== undefined; token = rest.shift()) {
      if (this.#onlyPositionals || !isOption(token)) {
        if (token === 'then' && !this.#onlyPositionals) return rest;
        this.#positionals.push(token);
      } else if (token === '--') this.#onlyPositionals = true;
      else this.#take(this.#match(token), rest);
    }
    return undefined;
  }

  get given(): Given {
    return { flags: this.#given, positionals: this.#positionals };
  }

  #take({ flag, value, off }: Match, rest: string[]): void {
    const said =
      flag.value === undefined ? this.#switch(flag, value, off) : (value ?? rest.shift());
    if (said === undefined) {
      throw new UsageError(`${this.#verb}: --${flag.name} needs a value: ${flag.value}`);
    }
    const list = this.#given.get(flag.name);
    if (list === undefined) this.#given.set(flag.name, [said]);
    else list.push(said);
  }

  #switch(flag: Flag, value: string | undefined, off: boolean): string {
    if (value === undefined) return off ? 'off' : 'on';
    throw new UsageError(`${this.#verb}: --${flag.name} takes no value (got ${show(value)})`);
  }

  #match(token: string): Match {
    if (!token.startsWith('--')) return this.#matchShort(token);
    const equals = token.indexOf('=');
    const name = token.slice(2, equals < 0 ? undefined : equals);
    const value = equals < 0 ? undefined : token.slice(equals + 1);
    const flag = this.#flags.find((candidate) => candidate.name === name);
    if (flag !== undefined) return { flag, value, off: false };
    const negated = this.#flags.find(
      (candidate) => candidate.value === undefined && `no-${candidate.name}` === name,
    );
    if (negated !== undefined) return { flag: negated, value, off: true };
    throw this.#unknown(`--${name}`);
  }

  /** `-c NAME`, `-cNAME`; short switches are not bundled. */
  #matchShort(token: string): Match {
    const flag = this.#flags.find(({ short }) => short !== undefined && short === token[1]);
    if (flag === undefined) throw this.#unknown(token);
    const value = token.length > 2 ? token.slice(2) : undefined;
    return { flag, value, off: false };
  }

  #unknown(option: string): UsageError {
    const known = this.#flags.map(({ name }) => `--${name}`);
    const near = didYouMean(option, known);
    const help = near === '' ? `; see logitflow ${this.#verb} --help` : near;
    return new UsageError(`${this.#verb}: no such option (got ${show(option)})${help}`);
  }
}

/** `-` alone is standard input or output. */
function isOption(token: string): boolean {
  return token.startsWith('-') && token !== '-';
}

/** The only value of an option; given twice, it is not clear which counts. */
export function single(verb: string, { flags }: Given, name: string): string | undefined {
  const values = flags.get(name);
  if (values !== undefined && values.length > 1) {
    throw new UsageError(`${verb}: --${name} is given ${values.length} times; expected once`);
  }
  return values?.[0];
}

/** A switch: the last word counts. */
export function isOn({ flags }: Given, name: string, otherwise = false): boolean {
  const last = flags.get(name)?.at(-1);
  return last === undefined ? otherwise : last === 'on';
}
