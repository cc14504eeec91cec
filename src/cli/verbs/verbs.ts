/** A verb that is no step of a recipe. Those of the steps come from the recipes' own table. */
export interface PlainVerb {
  readonly verb: string;
  readonly summary: string;
  /** What stands behind it. */
  readonly usage: string;
}

export const PLAIN_VERBS: readonly PlainVerb[] = [
  { verb: 'run', usage: 'RECIPE [INPUT…]', summary: 'Apply a recipe: a pipeline as a JSON file' },
  {
    verb: 'convert',
    usage: 'INPUT [OUTPUT]',
    summary: 'Change the format of a file, nothing else',
  },
  { verb: 'schema', usage: 'FILE', summary: 'Show the columns of a file and their types' },
  { verb: 'head', usage: 'FILE', summary: 'Show the first rows of a file as a table' },
  {
    verb: 'functions',
    usage: '[NAME]',
    summary: 'Show the element-wise functions, or one of them',
  },
  {
    verb: 'plot',
    usage: 'NAME[:PARAMETER=VALUE,…]…',
    summary: 'Draw the curves of functions as SVG, or in a terminal',
  },
];
