import * as z from 'zod/mini';
import type { Fact } from '../alert.ts';
import { toIsoTime } from '../instant.ts';
import { flag, isObject, list, maybe, number, readFlag, text } from '../text/lenient.ts';
import { listed } from '../text/phrase.ts';
import { Sequence } from './attack-sequence.ts';

const Remote = maybe(
  z.object({
    ipAddressV4: text,
    ipAddressV6: text,
    country: maybe(z.object({ countryName: text })),
    organization: maybe(z.object({ asnOrg: text })),
  }),
);
const Port = maybe(z.object({ port: number, portName: text }));

const Action = z.object({
  awsApiCallAction: maybe(
    z.object({
      api: text,
      serviceName: text,
      errorCode: text,
      remoteIpDetails: Remote,
      affectedResources: z.optional(z.unknown()),
    }),
  ),
  networkConnectionAction: maybe(
    z.object({
      connectionDirection: text,
      protocol: text,
      localPortDetails: Port,
      remotePortDetails: Port,
      remoteIpDetails: Remote,
    }),
  ),
  portProbeAction: maybe(
    z.object({ portProbeDetails: list(z.object({ localPortDetails: Port, remoteIpDetails: Remote })) }),
  ),
  dnsRequestAction: maybe(z.object({ domain: text })),
  kubernetesApiCallAction: maybe(z.object({ verb: text, requestUri: text, userAgent: text, remoteIpDetails: Remote })),
  rdsLoginAttemptAction: maybe(z.object({ remoteIpDetails: Remote })),
});
type Action = z.infer<typeof Action>;

/** GuardDuty's `service` ("Service" in its API reference): what was seen, how often and from where. */
export const FindingService = z.object({
  archived: flag,
  detectorId: text,
  count: number,
  eventFirstSeen: text,
  eventLastSeen: text,
  action: maybe(Action),
  additionalInfo: z.optional(z.unknown()),
  detection: maybe(z.object({ sequence: maybe(Sequence) })),
  runtimeDetails: maybe(z.object({ process: maybe(z.object({ name: text, executablePath: text })) })),
  ebsVolumeScanDetails: maybe(
    z.object({
      scanDetections: maybe(
        z.object({
          threatDetectedByName: maybe(z.object({ threatNames: list(z.object({ name: text })) })),
        }),
      ),
    }),
  ),
});
export type FindingService = z.infer<typeof FindingService>;

/** Whether GuardDuty made the finding up on request ("Sample findings"). */
export function isSample(service: FindingService | undefined, title: string): boolean {
  const info = service?.additionalInfo;
  if (/^\[?sample\]?\b/i.test(title)) return true;
  if (!isObject(info)) return false;
  return readFlag(info['sample']) === true || /"sample"\s*:\s*true/.test(String(info['value'] ?? ''));
}

/** The first address that it came from, or that was called. */
export function remoteIp(action: Action | undefined): string | undefined {
  const remote = remotes(action)[0];
  return remote?.ipAddressV4 ?? remote?.ipAddressV6;
}

/** What the finding tells beside its title. */
export function serviceFacts(service: FindingService | undefined): readonly Fact[] {
  const { action, runtimeDetails, ebsVolumeScanDetails } = service ?? {};
  const threats = ebsVolumeScanDetails?.scanDetections?.threatDetectedByName?.threatNames ?? [];
  const kubernetes = action?.kubernetesApiCallAction;
  const values: readonly [string, string | undefined][] = [
    ['Seen', seen(service?.count)],
    ['First seen', toIsoTime(service?.eventFirstSeen)],
    ['Last seen', toIsoTime(service?.eventLastSeen)],
    ['Remote address', listed(remotes(action).slice(0, 5).flatMap(addressInWords))],
    ['Port', portsOf(action)],
    ['API call', apiCall(action)],
    ['Domain', action?.dnsRequestAction?.domain],
    ['Kubernetes call', [kubernetes?.verb, kubernetes?.requestUri].filter(Boolean).join(' ')],
    ['Process', runtimeDetails?.process?.executablePath ?? runtimeDetails?.process?.name],
    ['Malware', listed(threats.flatMap(({ name }) => name ?? []))],
  ];
  return values.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

function seen(count: number | undefined): string | undefined {
  if (count === undefined || count < 2) return undefined;
  return count === 2 ? 'twice' : `${count} times`;
}

type RemoteDetails = NonNullable<z.infer<typeof Remote>>;

function remotes(action: Action | undefined): readonly RemoteDetails[] {
  const probes = action?.portProbeAction?.portProbeDetails ?? [];
  return [
    action?.awsApiCallAction?.remoteIpDetails,
    action?.networkConnectionAction?.remoteIpDetails,
    action?.kubernetesApiCallAction?.remoteIpDetails,
    action?.rdsLoginAttemptAction?.remoteIpDetails,
    ...probes.map(({ remoteIpDetails }) => remoteIpDetails),
  ].flatMap((one) => (one ? [one] : []));
}

function addressInWords({ ipAddressV4, ipAddressV6, country, organization }: RemoteDetails): readonly string[] {
  const address = ipAddressV4 ?? ipAddressV6;
  const where = [country?.countryName, organization?.asnOrg].filter(Boolean).join(', ');
  return address ? [where ? `${address} (${where})` : address] : [];
}

function portsOf(action: Action | undefined): string | undefined {
  const connection = action?.networkConnectionAction;
  const outbound = connection?.connectionDirection === 'OUTBOUND';
  const probes = action?.portProbeAction?.portProbeDetails ?? [];
  const ports = [
    outbound ? connection?.remotePortDetails : connection?.localPortDetails,
    ...probes.map(({ localPortDetails }) => localPortDetails),
  ];
  const words = ports.flatMap((one) =>
    one?.port === undefined ? [] : [one.portName ? `${one.port} (${one.portName})` : `${one.port}`],
  );
  return listed([...new Set(words)]);
}

function apiCall(action: Action | undefined): string | undefined {
  const call = action?.awsApiCallAction;
  if (!call?.api) return undefined;
  const service = call.serviceName ? ` (${call.serviceName})` : '';
  return `${call.api}${service}${call.errorCode ? `, failed with ${call.errorCode}` : ''}`;
}
