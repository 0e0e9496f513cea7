import { ActAnswer, type ActBody, type ActName } from '../wire.ts';

/** Does an act through the page's server; a playground that has ended is an answer as well. */
export async function send<Name extends ActName>(name: Name, body: ActBody<Name>): Promise<ActAnswer> {
  try {
    const response = await fetch(`/act/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) return { status: response.status, problem: `http_${response.status}` };
    return ActAnswer.parse(await response.json());
  } catch {
    return { status: 0, problem: 'the playground cannot be reached' };
  }
}
