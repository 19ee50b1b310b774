/**
 * How many verdicts a second come from facts that are already read, on one core. In slices, each beside a fixed loop
 * that shows how much of the core was there: other programs on the machine must not change the figure.
 */
import { CONTROLS } from '../checks/controls/index.ts';
import { CHECKS } from '../checks/index.ts';
import { NOTHING_SHARED, readTarget } from '../src/assess.ts';
import { toEvidence } from '../src/bundle/evidence.ts';
import { evaluate } from '../src/check/engine.ts';
import type { TargetFacts } from '../src/facts/target-facts.ts';
import type { Site } from '../src/model/site.ts';
import { EMPTY_SITE } from '../src/model/site.ts';
import { exportFiles } from '../test/estate/files.ts';
import { random } from '../test/estate/random.ts';
import { mixedHost } from '../test/estate/state.ts';
import { median } from './measure.ts';

const SLICES = 15;
const SLICE_SECONDS = 0.3;
/** About 300,000 verdicts: after them the rate is steady. */
const WARM_UP_SECONDS = 6;
const LOOP_STEPS = 30_000_000;
const HOSTS = 40;

const site: Site = {
  ...EMPTY_SITE,
  name: 'bench',
  segments: [{ name: 'clients', role: 'user', cidrs: ['10.10.0.0/16', 'fd00:10::/64'] }],
  assets: [{ hostname: 'PC', role: 'user-endpoint', segment: 'clients', browsers: ['edge', 'chrome'] }],
};

/** Seconds of CPU since the call. */
function cpuClock(): () => number {
  const start = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
}

function loopSeconds(): number {
  const elapsed = cpuClock();
  let x = 0;
  for (let i = 0; i < LOOP_STEPS; i++) x = (Math.imul(x, 31) + i) | 0;
  return elapsed() + (x === 0 ? Number.EPSILON : 0);
}

export async function verdictsPerSecond(): Promise<number> {
  const catalogue = { controls: CONTROLS, checks: CHECKS };
  const job = {
    catalogue,
    site,
    shared: NOTHING_SHARED,
    options: { pacEngine: null, asOf: Date.UTC(2026, 10, 1) },
  };
  const targets: TargetFacts[] = [];
  for (let i = 0; i < HOSTS; i++) {
    const draw = random(i);
    const files = exportFiles(mixedHost('PC', draw), {
      locale: 'ja',
      filler: { draw, rules: 300, services: 0, values: 0 },
    });
    const evidence = Object.entries(files).map(([path, bytes]) =>
      toEvidence({ file: `PC/${path}`, target: 'PC', bytes, verified: false }),
    );
    targets.push((await readTarget('PC', evidence, job)).facts);
  }
  const rate = (seconds: number): number => {
    let verdicts = 0;
    const elapsed = cpuClock();
    while (elapsed() < seconds) {
      for (const facts of targets) verdicts += evaluate(catalogue, facts, []).length;
    }
    return verdicts / elapsed();
  };
  rate(WARM_UP_SECONDS);
  for (let i = 0; i < SLICES; i++) loopSeconds();
  const slices = Array.from({ length: SLICES }, () => ({ loop: loopSeconds(), rate: rate(SLICE_SECONDS) }));
  const fastest = Math.min(...slices.map((s) => s.loop));
  return median(slices.map((s) => (s.rate * s.loop) / fastest));
}
