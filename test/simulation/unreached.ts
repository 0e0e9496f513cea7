/**
 * The sources that the simulated functions run: every gate of theirs must be reached. Of acting those that every request
 * comes through; the others are died at where the story passes, and test/flows/act leads there in any order.
 */
const simulated =
  /^src\/(?:delivery\/|flows\/(?:notify|show-slot|sweep)|flows\/act\.ts|flows\/act\/(?:apply|ask|carry-out|click|execute|expire|follow-soon|obstacles|tried|verify)\.ts|store\/(?:alerts|calls|digests|document|due|due-index|events|leases|locks|notes|queued|requests|rows|seen|slots|versioned)\.ts)/;

/** Gates that no event reaches, and whose they are. */
const elsewhere: readonly Readonly<{ gate: RegExp; why: string }>[] = [
  { gate: /prepareFile|file: prepared|\.file|findFile|reconcile\.ts#19/, why: 'files are the answers to searches' },
  {
    gate: /left-behind.*(?:Job|JOB#|known\.job|search: key|wantSlot|ring\(|"posts", \{ channel \})/,
    why: 'questions that were left',
  },
  { gate: /left-behind.*(?:findRequest|"remediations")/, why: 'a request that nobody followed; test/flows/act' },
  { gate: /act\.ts.*(?:renderBroken|recordRefusal|"failed")|execute\.ts.*move\(request, \{/, why: 'refusals' },
  { gate: /act\/apply\.ts.*(?:verify\(next|move\(request, \{)/, why: 'what is done at once, or fails' },
  {
    gate: /act\/verify\.ts.*(?:move\(request|lookAgain|recordCall|followSoon|"verifying")/,
    why: 'what does not show yet',
  },
  {
    gate: /act\/(?:ask\.ts.*(?:findRequest\(|asked\.alertId|isTakenBack|requestName)|carry-out\.ts.*followSoon)/,
    why: 'a second try, and two presses at once',
  },
  {
    gate: /obstacles\.ts.*(?:findAlert|listMutes|findTags|loadHistory)/,
    why: 'policies that act alone, and exempt tags',
  },
  { gate: /show-slot.*findJob/, why: 'questions' },
  { gate: /flows\/sweep\/audit.*wishes/, why: 'what people want at a terminal; test/flows/act' },
  { gate: /reconcile\.ts#12/, why: 'a copy that Slack does not take away at once; test/delivery' },
  {
    gate: /send\.ts#\d+: claim\(claimed/,
    why: 'a sender that stood still while it made a message; test/delivery',
  },
  {
    gate: /send\.ts#\d+: shorten\(held|claim\.ts#\d+: store\.changeSlot/,
    why: 'an edit that could not be made; test/delivery',
  },
  { gate: /send\.ts#\d+: recorded\(\{$/, why: 'a search that has nothing to show any more' },
  { gate: /fold\.ts#12|storm\.ts#7/, why: 'an alert that nobody can read; test/delivery and the outage see to it' },
  {
    gate: /flows\/sweep\/(?:mutes|paths)|listMutes/,
    why: 'mutes of people, and test events that are missing for a day',
  },
  { gate: /wantAnew|deleteExpired|new DeleteCommand\(\{$/, why: 'rows that were over weeks ago' },
  {
    gate: /storm\.ts.*renewLease\(current, \{ digest/,
    why: 'a storm that goes on while more than five a minute come; test/delivery',
  },
  { gate: /flows\/notify\/(?:tail|own-events)|tailRest/, why: 'log files of CloudTrail' },
  { gate: /flows\/notify\/own-execution/, why: 'what automations changed for us; test/flows/notify' },
];

/** Gates of the simulated sources that were never reached, those of others left out. */
export function unreached(gates: ReadonlySet<string>, reached: ReadonlySet<string>): readonly string[] {
  return [...gates].filter(
    (gate) => simulated.test(gate) && !reached.has(gate) && !elsewhere.some((one) => one.gate.test(gate)),
  );
}
