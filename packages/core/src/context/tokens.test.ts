import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateTokens } from './tokens.js';

// The larger of what o200k_base and cl100k_base make of each text, counted with gpt-tokenizer.
const counted: [name: string, tokens: number, text: string][] = [
  [
    'English',
    27,
    'I moved to Oslo last spring with my sister, and we both love hiking in the mountains near the city when the weather is good.',
  ],
  [
    'German',
    35,
    'Ich wohne seit letztem Frühling mit meiner Schwester in München, und wir gehen gern in den Bergen wandern, wenn das Wetter schön ist.',
  ],
  [
    'Vietnamese',
    52,
    'Năm ngoái tôi chuyển đến Hà Nội với em gái và chúng tôi thích đi bộ đường dài khi thời tiết đẹp',
  ],
  [
    'Russian',
    63,
    'Я переехал в Санкт-Петербург прошлой весной вместе с сестрой, и мы оба любим гулять в горах, когда хорошая погода.',
  ],
  [
    'Greek',
    85,
    'Μετακόμισα στην Αθήνα την περασμένη άνοιξη με την αδελφή μου και μας αρέσει η πεζοπορία στα βουνά.',
  ],
  ['Hebrew', 72, 'עברתי לתל אביב באביב שעבר עם אחותי ושנינו אוהבים לטייל בהרים כשמזג האוויר טוב'],
  [
    'Arabic',
    61,
    'انتقلت إلى القاهرة في الربيع الماضي مع أختي ونحن نحب المشي في الجبال عندما يكون الطقس جيدا',
  ],
  ['Hindi', 86, 'मैं पिछले वसंत में अपनी बहन के साथ दिल्ली चला गया और हम दोनों को पहाड़ों में घूमना पसंद है'],
  ['Thai', 67, 'ปีที่แล้วฉันย้ายไปเชียงใหม่กับน้องสาว และเราชอบเดินป่าในภูเขาเมื่ออากาศดี'],
  ['Amharic', 90, 'ባለፈው የፀደይ ወቅት ከእህቴ ጋር ወደ አዲስ አበባ ተዛወርኩ'],
  ['Chinese', 59, '去年春天我和妹妹一起搬到了上海,天气好的时候我们都喜欢去附近的山上徒步旅行。鬱龘齉'],
  [
    'Japanese',
    53,
    '去年の春に妹と一緒に大阪へ引っ越しました。天気がいいときは近くの山でハイキングをするのが好きです。',
  ],
  [
    'Korean',
    54,
    '작년 봄에 여동생과 함께 부산으로 이사했고 날씨가 좋을 때는 근처 산에서 등산하는 것을 좋아합니다.',
  ],
  ['emoji', 83, '🎉🎂🐱🚀🔥❤️😂🥳👍🏽🙏🏿👩‍👩‍👧‍👦🏳️‍🌈🇳🇴🇯🇵🫠🪿🫨'],
  ['mathematics', 56, '∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, α ∧ ¬β = ¬(¬α ∨ β), 𝕏𝔘𝓐 ½¾ ①②'],
  ['numbers', 37, '4929 1182 7733 0001 98765432109876543210 3.14159265358979323846 +47 900 00 000'],
  [
    'JSON',
    46,
    '{"a":[{"id":1,"name":"x","tags":["p","q"],"ok":true,"n":null},{"id":2}],"b":{"c":[[1,2],[3,4]]}}',
  ],
  ['code', 34, 'for (let i=0;i<n;i++){ if(!a[i]||b[i]!==c){return x=>y?.z??[]} }\n\t\t}\n\n\n'],
  [
    'base64',
    67,
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAAHElEQVQI12P4//8/w38GIAXDIBKE0DHxgljNBAAO9TXL0Y4OHwAAAABJRU5ErkJggg==',
  ],
  ['punctuation', 28, '!@#$%^&*()_+{}|:"<>?~`-=[]\\;\',./ ?!?!?!... ---- ===='],
  ['capitals', 21, 'I LOVE MY CAT VERY MUCH AND SHE IS CALLED FRØYDIS THE MAGNIFICENT'],
];

describe('estimateTokens', () => {
  it.each(counted)('is not below what tokenizers count for %s', (_name, tokens, text) => {
    expect(estimateTokens(text)).toBeGreaterThanOrEqual(tokens);
  });

  it('is not wasteful for everyday English', () => {
    const [, tokens, text] = counted[0]!;
    expect(estimateTokens(text)).toBeLessThan(tokens * 1.7);
  });

  it('is nothing for nothing, and never less for the parts than for the whole', () => {
    expect(estimateTokens('')).toBe(0);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (first, second) => {
        expect(estimateTokens(first) + estimateTokens(second)).toBeGreaterThanOrEqual(
          estimateTokens(first + second),
        );
      }),
    );
  });
});
