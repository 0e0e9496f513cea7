import type { Now } from '../../core/ports.ts';
import { signatureHeaders } from './signature.ts';
import type { SlackStandIn } from './start.ts';
import { loadPerson, type Person, type Workspace } from './workspace.ts';

/**
 * What came back from the front door; status 0 when nothing came, with what Slack shows for it as the body:
 * `operation_timeout` after 3 s, `dispatch_failed` when it could not be reached.
 */
export type DoorAnswer = Readonly<{ status: number; body: string }>;

/** Whose requests they are, and where they go. */
export type PeopleParts = Readonly<{ slack: SlackStandIn; frontDoor: string; now: Now }>;

const timeoutMs = 3_000;

/** A slash command or an interaction: a form, signed. */
export async function sendForm(fields: Readonly<Record<string, string>>, parts: PeopleParts): Promise<DoorAnswer> {
  const { status, body } = await send(new URLSearchParams(fields).toString(), {}, parts);
  return { status, body };
}

/**
 * An event of the Events API: JSON, signed, and sent once more at once when the answer was no good, unless that says not to
 * (docs.slack.dev/apis/events-api). Slack tries twice more, after a minute and after five.
 */
export async function sendEvent(event: object, parts: PeopleParts): Promise<DoorAnswer> {
  const body = JSON.stringify(event);
  const json = { 'content-type': 'application/json' };
  const first = await send(body, json, parts);
  if ((first.status >= 200 && first.status < 300) || first.isFinal) return { status: first.status, body: first.body };
  const reason = first.status === 0 ? 'http_timeout' : 'http_error';
  const again = await send(body, { ...json, 'x-slack-retry-num': '1', 'x-slack-retry-reason': reason }, parts);
  return { status: again.status, body: again.body };
}

type Sent = DoorAnswer & Readonly<{ isFinal: boolean }>;

async function send(
  body: string,
  headers: Readonly<Record<string, string>>,
  { slack, frontDoor, now }: PeopleParts,
): Promise<Sent> {
  const { signingSecret } = slack.installation;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(frontDoor, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...headers,
        ...signatureHeaders(body, { signingSecret, seconds: Math.floor(now() / 1_000) }),
      },
      body,
      signal,
    });
    const isFinal = response.headers.get('x-slack-no-retry') === '1';
    return { status: response.status, body: await response.text(), isFinal };
  } catch (error) {
    if (signal.aborted) return { status: 0, body: 'operation_timeout', isFinal: false };
    if (error instanceof TypeError) return { status: 0, body: 'dispatch_failed', isFinal: false };
    throw error;
  }
}

/** Whose a request is, as every interaction says it. */
export function identityFields(workspace: Workspace, user: string): Readonly<Record<string, unknown>> {
  const person = loadPerson(workspace, user);
  const { team_id: id, team_domain: domain } = teamFields(workspace, person);
  return {
    token: 'deprecated',
    api_app_id: workspace.app.id,
    team: { id, domain },
    enterprise: null,
    is_enterprise_install: false,
    user: { id: user, username: person.name, name: person.name, team_id: id },
  };
}

/** The workspace of a person: that of the app, or their own. */
export function teamFields({ team }: Workspace, person: Person): { team_id: string; team_domain: string } {
  return person.teamId
    ? { team_id: person.teamId, team_domain: 'elsewhere' }
    : { team_id: team.id, team_domain: team.domain };
}
