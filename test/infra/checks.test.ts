import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { addStacks } from '../../infra/stacks.ts';
import { settingsWith } from './settings.ts';

const Report = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      violations: z.array(
        z.object({ ruleName: z.string(), violatingConstructs: z.array(z.object({ constructPath: z.string() })) }),
      ),
    }),
  ),
});

describe('the rules that others wrote for such stacks', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'noroshi-checks-'));
  let found: readonly Readonly<{ by: string; what: string }>[];
  beforeAll(() => {
    process.env['CDK_VALIDATION'] = 'true';
    const app = new App({
      context: { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:validateAgainstDefaultRules': true },
      ...{ analyticsReporting: false, outdir },
    });
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    addStacks(app, settingsWith());
    const { directory } = app.synth();
    const report = Report.parse(JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')));
    found = report.pluginReports.flatMap(({ pluginName: by, violations }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => ({ by, what: `${ruleName} ${constructPath}` })),
      ),
    );
  }, 120_000);
  afterAll(() => rmSync(outdir, { recursive: true }));

  it('find nothing without a reason', () => {
    expect(found.map(({ by, what }) => `${by}: ${what}`)).toEqual([]);
  });
});
