import { createRequire } from 'node:module';
import { cpus, loadavg, platform, release, totalmem } from 'node:os';
import type { Comparison, Distribution } from './statistics.ts';

/** A Markdown table, ratios first. */
export function table(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map((row, index) => {
    const scenario = comparisons[index - 1]?.scenario === row.scenario ? '' : row.scenario;
    const [least, most] = row.ratio.range;
    return [
      scenario,
      `${row.label} (${row.unit}, ${row.better} is better)`,
      `**${figure(row.ratio.median)}** (${figure(least)} to ${figure(most)})`,
      cell(row.roomkey),
      cell(row.controlled),
      row.control,
    ];
  });
  const head = ['scenario', 'measured', 'Roomkey ÷ control', 'Roomkey', 'control', 'the control is'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Median, p99 and greatest of many samples; median and range of a few totals. */
function cell({ median, p99, max, samples, roundMedians: [least, most] }: Distribution): string {
  if (samples >= 100) return `${figure(median)} · p99 ${figure(p99)} · max ${figure(max)}`;
  return samples === 1 ? figure(median) : `${figure(median)} (${figure(least)} to ${figure(most)})`;
}

function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return String(Number(value.toPrecision(2)));
}

export interface Environment {
  readonly date: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGb: number;
    readonly os: string;
    /** How busy it was with other things when the run began. */
    readonly loadBefore: number;
  };
  readonly node: string;
  readonly packages: Readonly<Record<string, string>>;
}

export function environment(packages: readonly string[] = PACKAGES): Environment {
  return {
    date: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      os: `${platform()} ${release()}`,
      loadBefore: Number(Number(process.env['LOAD_BEFORE'] ?? loadavg()[0]).toFixed(1)),
    },
    node: process.version,
    packages: Object.fromEntries(packages.map((name) => [name, versionOf(name)])),
  };
}

const PACKAGES = ['roomkey', 'socket.io', 'socket.io-client', 'engine.io', 'ws', 'jose', 'zod'];

/** Not every package exports its manifest, so it is looked for where modules are looked for. */
function versionOf(name: string): string {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return String(require(`${folder}/${name}/package.json`).version);
    } catch {
      // Not in this folder.
    }
  }
  return 'unknown';
}
