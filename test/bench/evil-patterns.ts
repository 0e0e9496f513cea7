const bodies = [
  'a+',
  '(a+)+',
  '(a*)*',
  '(a|a)*',
  '(a|aa)+',
  '(aa|aaa)*',
  'a*a*',
  'a*a*a*a*a*',
  '(.*a){9}',
  '(.*a){20}',
  '(.*)*',
  '([a-z]+)*',
  '([a-z]*[0-9]*)*',
  '(a?){25}a{25}',
  '(a?){100}a{100}',
  '(\\w+\\s?)+',
  '[^x]*y?[^x]*',
  '(([a-z])+.)+[A-Z]([a-z])+',
  '(a|b|ab)*',
  '((a{1,20}){1,20}){1,20}',
  '(?:a{0,50}){0,50}',
  '(\\d+|\\w+)*',
  '(x+x+)+',
  '(?:[a-z]|[^0-9])+',
  '((a+)+)+',
];
const starts = ['^', '', '.*', '(?i)', '\\b'];
const ends = ['$', 'b$', '!', '\\d'];

/** 500 patterns that are made to take backtracking engines forever. */
export const evilPatterns: readonly string[] = bodies.flatMap((body) =>
  starts.flatMap((start) => ends.map((end) => `${start}${body}${end}`)),
);
