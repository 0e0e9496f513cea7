import type { PublicKey } from '@aws-sdk/client-cloudtrail';
import type { Clients } from './clients.ts';

/** A public key of CloudTrail's: PKCS #1 in DER. */
export type SignatureKey = Readonly<{ fingerprint: string; der: Uint8Array }>;

const day = 24 * 3_600_000;

/**
 * The public keys of the pairs with which CloudTrail signed digests in a region on the day around `at` (ms); asked once for
 * each region and day (CloudTrail: ListPublicKeys).
 */
export function createListPublicKeys(clients: Clients) {
  const known = new Map<string, Promise<readonly SignatureKey[]>>();
  return (region: string, at: number): Promise<readonly SignatureKey[]> => {
    const today = at - (at % day);
    const name = `${region} ${today}`;
    const keys = known.get(name) ?? listKeys(clients.inRegion(region), today);
    known.set(name, keys);
    return keys;
  };
}

async function listKeys(clients: Clients, today: number): Promise<readonly SignatureKey[]> {
  const [client, { paginateListPublicKeys }] = await Promise.all([
    clients.cloudtrail(),
    import('@aws-sdk/client-cloudtrail'),
  ]);
  const span = { StartTime: new Date(today), EndTime: new Date(today + day) };
  const keys: SignatureKey[] = [];
  for await (const { PublicKeyList = [] } of paginateListPublicKeys({ client }, span))
    keys.push(...PublicKeyList.flatMap(keyOf));
  return keys;
}

function keyOf({ Fingerprint, Value }: PublicKey): readonly SignatureKey[] {
  return Fingerprint && Value ? [{ fingerprint: Fingerprint, der: Value }] : [];
}
