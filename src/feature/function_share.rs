//! Function characters and words: what sentences have and keyword lists lack.

use super::Feature;
use super::view::{LineView, share};

pub(super) const FEATURE: Feature = Feature::line(
    "function-share",
    "Letters in function characters, words, particles and endings, of nineteen languages, as a share of the letters.",
    measure,
);

fn measure(view: &LineView<'_>) -> f64 {
    share(view.layout().function, view.counts().letters)
}

#[cfg(test)]
mod tests {
    use super::super::view::measure;
    use super::FEATURE;

    #[test]
    fn sentences_have_them_and_lists_do_not() {
        for (least, sentence) in [
            (0.2, "他把照片同时发到了微信和新浪微博。"),
            (0.4, "He was one of the first to see it."),
            (0.3, "彼は写真を同時に友達へ送ったのです。"),
            (0.2, "그는 사진을 친구에게 보냈고 다리에서 기다렸다."),
            (0.3, "เขาบอกว่าสะพานนี้สร้างเมื่อปีที่แล้วและจะเปิดในเดือนหน้า"),
            (
                0.25,
                "قال إن الجسر الذي بناه الأخوان كان في وسط المدينة وهو الآن مغلق.",
            ),
            (0.4, "उन्होंने कहा कि यह पुल दो भाइयों ने बनाया था और अब बंद है।"),
            (
                0.2,
                "Köprü bu yıl iki kardeş tarafından yapıldı ve bir daha yıkılmadı.",
            ),
        ] {
            let share = measure(&FEATURE, sentence);
            assert!(share > least, "{share} {sentence}");
        }
        for list in [
            "国产精品|亚洲无码|在线观看",
            "Casino Poker Slots Bonus",
            "無修正 動画 人妻 巨乳 アダルト カジノ",
            "바카라 카지노 토토 먹튀검증 슬롯 홀덤",
            "บาคาร่า สล็อต คาสิโน หวยออนไลน์ แทงบอล",
            "كازينو مباشر | مراهنات | سلوتس | روليت",
            "सट्टा मटका | कल्याण चार्ट | गली दिसावर",
            "casino siteleri | bahis siteleri | deneme bonusu | slot oyna",
        ] {
            let share = measure(&FEATURE, list);
            assert!(share < 0.1, "{share} {list}");
        }
    }

    #[test]
    fn separators_and_domains_are_no_words() {
        for line in [
            "国产 I 亚洲 I 视频",
            "免费 A 片",
            "A B C D E F G H I",
            "www.on-the.example.com 国产",
            "https://the.example/it/is/not",
            "the@who.example",
        ] {
            assert_eq!(measure(&FEATURE, line), 0.0, "{line}");
        }
        for (line, letters) in [
            ("I am", 1.0 / 3.0),
            ("Then I ran a mile", 6.0 / 13.0),
            ("bolo com café", 3.0 / 11.0),
            ("café é a bolo", 2.0 / 10.0),
            ("state-of-the-art", 5.0 / 13.0),
            ("the end. of", 5.0 / 8.0),
            ("والجسر", 1.0 / 6.0),
            ("وهذا", 1.0),
            ("友達へ", 1.0 / 3.0),
            ("もっと", 0.0),
            ("지도 광고", 0.0),
        ] {
            assert_eq!(measure(&FEATURE, line), letters, "{line}");
        }
    }
}
