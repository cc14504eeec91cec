import { kebab } from '../../recipes/steps.js';
import type { StepVerb } from '../arguments/step-arguments.js';

/** What people read first. Verbs without a line here get one that is made from their options. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  softmax: [
    "logitflow softmax -c 'logit_*' --as 'prob_*' scores.csv -o probabilities.arrow",
    'logitflow softmax -c logits --temperature 1.5 scores.arrow -o probabilities.arrow',
    'logitflow softmax -c score --by query_id --as p runs.csv -o ranked.csv',
    'logitflow softmax -c score --over stream --as p scores.arrow -o shares.arrow',
    "logitflow softmax -c 'logit_*' --as 'p_*' s.csv then argmax -c 'p_*' --as class -o out.csv",
    'logitflow softmax -c logits big.arrow --shard 2/5 -o part-2.arrow',
  ],
  partial: [
    'logitflow partial -c score scores-*.arrow -o state.arrow',
    'logitflow partial -c score --by query_id big.csv --shard 2/5 -o part-2.arrow',
  ],
  merge: ['logitflow merge part-*.arrow -o state.arrow'],
  apply: [
    'logitflow apply --state state.arrow --as p scores.arrow -o probabilities.arrow',
    'logitflow apply --state state.arrow --as p big.csv --shard 2/5 -o p-2.csv',
    'logitflow apply --state state.arrow --function logSoftmax scores.arrow -o logs.arrow',
  ],
  argmax: [
    "logitflow argmax -c 'logit_*' --as prediction --labels cat,dog,bird scores.csv -o classes.csv",
    'logitflow argmax -c logits --as prediction --labels-file config.json s.arrow -o classes.arrow',
  ],
  'top-k': [
    "logitflow top-k -c 'prob_*' -k 5 --as best probabilities.arrow -o best.arrow",
    'logitflow softmax -c score --by query_id --as p runs.csv then top-k -c p -k 5 --by query_id -o best.csv',
  ],
  'gumbel-softmax': [
    "logitflow gumbel-softmax -c 'logit_*' --as 'sample_*' --seed 7 --hard scores.csv -o samples.csv",
  ],
  'log-sum-exp': ["logitflow log-sum-exp -c 'logit_*' --as total scores.csv -o totals.csv"],
  affine: [
    'logitflow affine -c height,weight --weights 0.4,-1.2 --bias 0.1 --as z people.csv -o z.csv',
    'logitflow affine -c x1,x2 --weights 1,-1 --as z in.csv then sigmoid -c z -o p.csv',
  ],
  prelu: ["logitflow prelu -c 'h_*' --slopes 0.25 layer.arrow -o out.arrow"],
  glu: ['logitflow glu -c hidden --as gated layer.arrow -o out.arrow'],
  swiglu: ['logitflow swiglu -c gate,up --as gated layer.arrow -o out.arrow'],
  geglu: ['logitflow geglu -c hidden --gate second --as gated layer.arrow -o out.arrow'],
  reglu: ['logitflow reglu -c hidden --as gated layer.arrow -o out.arrow'],
  bilinear: ['logitflow bilinear -c hidden --as gated layer.arrow -o out.arrow'],
  diagnose: [
    "logitflow diagnose -c 'hidden_*' --function relu layer.arrow",
    'logitflow diagnose -c z --function sigmoid --of inputs --threshold 0.001 logits.csv',
    'logitflow relu -c activations layer.arrow then diagnose -c activations -o found.csv',
  ],
  select: ['logitflow select -c id,prediction probabilities.arrow -o predictions.csv'],
  rename: ['logitflow rename --mapping score=logit,key=id scores.csv -o renamed.csv'],
  rebatch: ['logitflow rebatch --rows 65536 shards/*.arrow -o one.arrow'],
  run: [
    'logitflow run recipe.json scores.csv -o probabilities.arrow',
    'logitflow run recipe.json shards/*.arrow --out probabilities/',
  ],
  convert: [
    'logitflow convert logits.csv.gz logits.arrow',
    'producer | logitflow convert --from csv --to arrows - | consumer',
  ],
  schema: ['logitflow schema probabilities.arrow'],
  head: [
    'logitflow head probabilities.arrow',
    "logitflow head -n 3 -c 'prob_*' --full probabilities.arrow",
  ],
  functions: ['logitflow functions', 'logitflow functions sigmoid'],
  plot: [
    'logitflow plot sigmoid tanh relu -o curves.svg',
    'logitflow plot sigmoid sigmoid:derivative leakyRelu:negativeSlope=0.2 --from -8 --to 8',
  ],
};

export function examplesOf(verb: string, kind: StepVerb | undefined): readonly string[] {
  const written = Object.hasOwn(EXAMPLES, verb) ? EXAMPLES[verb] : undefined;
  if (written !== undefined || kind === undefined) return written ?? [];
  const places = kind.options.some(({ name }) => name === 'as');
  const parameter = kind.options.find(({ kind: type }) => type === 'number');
  const tuned =
    parameter?.default === undefined ? '' : ` --${kebab(parameter.name)} ${parameter.default}`;
  return [
    `logitflow ${verb} -c score${tuned} scores.arrow -o out.arrow`,
    ...(places ? [`logitflow ${verb} -c 'logit_*' --as 'out_*' scores.csv -o out.csv`] : []),
  ];
}
