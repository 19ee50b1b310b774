/** Figures against their bars, a line each. */

let missed = 0;

export function bar(
  name: string,
  figure: number,
  limit: number,
  better: 'less' | 'more',
  unit: string,
): void {
  const met = better === 'less' ? figure <= limit : figure >= limit;
  if (!met) missed += 1;
  const sign = better === 'less' ? '<=' : '>=';
  process.stdout.write(
    `${met ? 'ok  ' : 'MISS'} ${name}: ${figure.toFixed(2)} ${unit} (bar ${sign} ${limit} ${unit})\n`,
  );
}

export const note = (text: string): void => {
  process.stdout.write(`     ${text}\n`);
};

export const missedBars = (): number => missed;
