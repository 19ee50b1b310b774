// Writes schemas/*.json from the zod schemas. `--check` writes nothing and fails where a file is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { siteSchema } from '../src/parse/site-schema.ts';
import { resultLineSchema, resultSchema } from '../src/report/result-schema.ts';

interface SchemaFile {
  readonly path: string;
  readonly text: string;
}

function schemaFile(name: string, schema: z.ZodMiniType, io: 'input' | 'output'): SchemaFile {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  const whole = { $schema, $id: `urn:uchibori:schema:${name}`, ...rest };
  return {
    path: fileURLToPath(new URL(`../schemas/${name}.schema.json`, import.meta.url)),
    text: `${JSON.stringify(whole, null, 2)}\n`,
  };
}

export const schemaFiles = (): readonly SchemaFile[] => [
  schemaFile('site', siteSchema, 'input'),
  schemaFile('result', resultSchema, 'output'),
  schemaFile('result-line', resultLineSchema, 'output'),
];

function current(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

export const staleSchemas = (): readonly SchemaFile[] =>
  schemaFiles().filter((f) => current(f.path) !== f.text);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stale = staleSchemas();
  if (process.argv.includes('--check')) {
    for (const { path } of stale) process.stderr.write(`${path} is stale: run npm run generate\n`);
    process.exitCode = stale.length > 0 ? 1 : 0;
  } else {
    for (const { path, text } of stale) writeFileSync(path, text);
  }
}
