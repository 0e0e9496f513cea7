import { accountItself, type Call, type CallReading, type Told } from '../call.ts';
import { textAt } from '../fields.ts';
import { type PlainReading, plainReading } from '../plain-reading.ts';

const plain: readonly PlainReading[] = [
  {
    call: 'account:PutAlternateContact',
    verb: ['changed', 'change'],
    what: ['an alternate contact of the account'],
    severity: 'medium',
    facts: { alternateContactType: 'Contact' },
  },
  {
    call: 'account:DeleteAlternateContact',
    verb: ['removed', 'remove'],
    what: ['an alternate contact of the account'],
    severity: 'medium',
    facts: { alternateContactType: 'Contact' },
  },
  {
    call: 'account:PutContactInformation',
    verb: ['changed', 'change'],
    what: ['the contact information of the account'],
    severity: 'medium',
  },
  {
    call: 'account:StartPrimaryEmailUpdate',
    verb: ['asked', 'ask'],
    what: ['for another root e-mail address of an account'],
    severity: 'high',
  },
  {
    call: 'ram:EnableSharingWithAwsOrganization',
    verb: ['let', 'let'],
    what: ['resources be shared within the organization without an invitation'],
    severity: 'medium',
  },
];

/** Calls on the account itself: whom AWS writes to, which regions it has, what it shares. */
export const accountReadings: readonly CallReading[] = [
  ...plain.map(plainReading),
  // The service that manages regions writes its records under its own name; some tell of CloudTrail's instead.
  ...['account', 'cloudtrail'].map(
    (service): CallReading => ({ service, names: ['EnableRegion', 'DisableRegion'], tell: tellRegion }),
  ),
];

function tellRegion(call: Call): Told | undefined {
  const name = textAt(call.request, 'regionName');
  if (!name) return undefined;
  const isOn = call.name === 'EnableRegion';
  const facts = [{ label: 'Region', value: name }];
  return {
    verb: isOn ? ['enabled', 'enable'] : ['disabled', 'disable'],
    what: [`the region ${name} for the account`],
    effect: isOn ? 'resources can be made there' : 'what is there cannot be reached any more',
    severity: 'high',
    resources: [accountItself(call.place)],
    facts,
  };
}
