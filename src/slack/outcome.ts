import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import type { PostOutcome } from '../core/ports.ts';

/** docs.slack.dev/reference/methods/chat.postMessage and chat.update: errors that say nothing about whether it was posted. */
const unclear = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
  'service_timeout',
  'team_added_to_org',
  'unknown_error',
]);

const invalid = new Set([
  'block_mismatch',
  'invalid_arg_name',
  'invalid_arguments',
  'invalid_array_arg',
  'invalid_attachments',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_charset',
  'invalid_form_data',
  'invalid_json',
  'invalid_metadata_format',
  'invalid_metadata_schema',
  'invalid_post_type',
  'json_not_object',
  'metadata_must_be_sent_from_app',
  'metadata_too_large',
  'missing_post_type',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
  'too_many_attachments',
  'view_too_large',
]);

const unauthorized = new Set([
  'access_denied',
  'account_inactive',
  'app_missing_action_url',
  'ekm_access_denied',
  'enterprise_is_restricted',
  'invalid_auth',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'not_authed',
  'org_login_required',
  'team_access_not_granted',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
]);

const limited = new Set(['ratelimited', 'rate_limited']);

/** What we wait when Slack limits us without a usable Retry-After. */
const usualPauseMs = 30_000;

/** What a failed call to Slack's Web API means; undefined for what no call to Slack throws. */
export function outcomeOf(error: unknown): Exclude<PostOutcome, { kind: 'ok' }> | undefined {
  if (error instanceof WebAPIRateLimitedError) return { kind: 'limited', retryAfterMs: pauseOf(error.retryAfter) };
  if (error instanceof WebAPIPlatformError) return byName(error.data.error);
  if (error instanceof WebAPIHTTPError) return { kind: 'unclear', why: `HTTP ${error.statusCode}` };
  if (error instanceof WebAPIRequestError) return { kind: 'unclear', why: error.original.name };
  // The SDK's own plain error for a 429 whose Retry-After is missing or no number.
  if (error instanceof Error && error.message.startsWith('Retry header did not contain')) {
    return { kind: 'limited', retryAfterMs: usualPauseMs };
  }
  return undefined;
}

/** Slack answers HTTP 200 with `ok: false` and the error's name; what is no name came from something in between. */
function byName(error: unknown): Exclude<PostOutcome, { kind: 'ok' }> {
  if (typeof error !== 'string' || !/^[a-z0-9_]{1,80}$/.test(error)) return { kind: 'unclear', why: 'no Slack answer' };
  if (limited.has(error)) return { kind: 'limited', retryAfterMs: usualPauseMs };
  if (unclear.has(error)) return { kind: 'unclear', why: error };
  if (invalid.has(error)) return { kind: 'invalid', error };
  if (unauthorized.has(error)) return { kind: 'unauthorized', error };
  return { kind: 'refused', error };
}

/** Seconds → ms, at least one second and at most an hour. */
function pauseOf(seconds: number): number {
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 3600) * 1000 : usualPauseMs;
}
