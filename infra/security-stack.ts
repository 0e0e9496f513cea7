import { Stack, type StackProps } from 'aws-cdk-lib';
import { CfnConfigurationAggregator } from 'aws-cdk-lib/aws-config';
import type { Construct } from 'constructs';
import type { Settings } from '../src/core/settings.ts';
import { tags } from './role.ts';
import { addAthena } from './security/athena.ts';
import { addBuses } from './security/bus.ts';
import { addAudit, addLogs } from './security/logs.ts';
import { addSecurityRoles } from './security/roles.ts';

/** The home region of the account that sees all others. */
export function addSecurityStack(
  scope: Construct,
  settings: Settings,
  props: StackProps & Readonly<{ regions: readonly string[] }>,
): Stack {
  const stack = new Stack(scope, 'noroshi-security', { ...props, description: 'Noroshi: what sees all accounts.' });
  addBuses(stack, settings, settings.security.region);
  addLogs(stack, settings);
  addAudit(stack, settings);
  addSecurityRoles(stack, settings);
  addAthena(stack, settings);
  new CfnConfigurationAggregator(stack, 'Aggregator', {
    configurationAggregatorName: settings.security.aggregator,
    accountAggregationSources: [{ accountIds: settings.accounts.map(({ id }) => id), awsRegions: [...props.regions] }],
    tags,
  });
  return stack;
}
