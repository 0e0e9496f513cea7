import type { DescribeRegionsRequest } from '@aws-sdk/client-ec2';
import { AwsError } from '../aws/aws-error.ts';
import type { Caller } from '../aws/identity.ts';
import type { Checked } from './checked.ts';
import { type Actions, accountOf, type Parts } from './parts.ts';

/** Regions that an account must opt in to. Docs: AWS Account Management, "Regions and opt-in status". */
const optIn = /^(af-south|ap-east|ap-south-2|ap-southeast-[3-9]|ca-west|eu-central-2|eu-south|il-|me-|mx-)/;

/** What EC2 is asked: which regions an account has. */
export function makeEc2(parts: Parts): Actions {
  return {
    DescribeRegions: (input: Checked<DescribeRegionsRequest>, caller: Caller) => {
      const { regions, notOptedIn } = accountOf(parts, caller);
      const enabled = Object.keys(regions).map((region) => ({
        RegionName: region,
        OptInStatus: optIn.test(region) ? 'opted-in' : 'opt-in-not-required',
      }));
      const others = notOptedIn.map((RegionName) => ({ RegionName, OptInStatus: 'not-opted-in' }));
      const all = [...enabled, ...(input.AllRegions ? others : [])];
      const wanted = input.RegionNames;
      const unknown = wanted?.find((name) => !all.some(({ RegionName }) => RegionName === name));
      if (unknown) throw new AwsError('InvalidParameterValue', `Invalid region names: [${unknown}]`);
      const found = all
        .filter(({ RegionName }) => !wanted?.length || wanted.includes(RegionName))
        .filter((one) => (input.Filters ?? []).every(({ Name, Values = [] }) => holds(one, Name, Values)));
      // Their order is no order that one could rely on.
      const Regions = found.map((one) => ({ ...one, Endpoint: `ec2.${one.RegionName}.amazonaws.com` })).reverse();
      return { Regions };
    },
  };
}

function holds(
  region: Readonly<{ RegionName: string; OptInStatus: string }>,
  name: string | undefined,
  values: readonly string[],
): boolean {
  if (name === 'opt-in-status') return values.includes(region.OptInStatus);
  if (name === 'region-name') return values.includes(region.RegionName);
  throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
}
