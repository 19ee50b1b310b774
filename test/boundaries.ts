// Who may import whom. Each comment says what to do when the rule fires.
import type { IForbiddenRuleType } from 'dependency-cruiser';

const under = (...folders: readonly string[]) => `^(${folders.map((f) => `src/${f}/`).join('|')})`;

const only = (from: string, allowed: readonly string[], comment: string): IForbiddenRuleType => ({
  name: `${from}-imports`,
  comment,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^(src|checks)/', pathNot: under(from, ...allowed) },
});

export const RULES: readonly IForbiddenRuleType[] = [
  {
    name: 'no-cycles',
    comment: 'Move the shared type down to the layer both may import.',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  only('model', [], 'model is the bottom: plain types and constants.'),
  only('facts', ['model'], 'facts says what evidence means; it knows no format and no check.'),
  only('check', ['facts', 'model'], 'the engine gets checks as an argument.'),
  only('parse', ['facts', 'model'], 'a parser knows neither where bytes come from nor who asks.'),
  only('collect', ['model', 'parse'], 'collect reads the world; of parse it may use the contract only.'),
  only('bundle', ['model'], 'bundle turns bytes into Evidence.'),
  only('report', ['model', 'check', 'facts'], 'a reporter gets results as arguments.'),
  {
    name: 'checks-imports',
    comment:
      'A check reads facts. What two checks want is a query in src/facts; what a parser knows is not for a check.',
    severity: 'error',
    from: { path: '^checks/[a-z]/' },
    to: { path: '^(src|checks)/', pathNot: '^src/(check|facts|model)/' },
  },
  {
    name: 'no-world-inside',
    comment: 'Only collect, bundle and the command line may touch files, clocks, processes and the network.',
    severity: 'error',
    from: { path: '^(checks/|src/(model|facts|check|parse|report)/|src/assess)' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'no-tests-in-product',
    comment: 'Product code does not know its tests.',
    severity: 'error',
    from: { path: '^(src|checks)/' },
    to: { path: '^(test|scripts|bench)/' },
  },
];
