//! How much a line looks like running text.
//!
//! No rule asks for it: it puts the lines of a report in the order in which a person should look
//! at them, those first that may be genuine.

use super::view::{LineView, share};
use super::{sentence_ends, width};
use crate::text::fold::FoldBuffer;

/// Sentence ends that are enough: one may be a slogan, two are sentences.
const ENDS: f64 = 2.0;
/// Share of letters in function characters or words that is enough. Running Chinese has about a
/// tenth, languages written in alphabets more.
const FUNCTION: f64 = 0.1;
/// Columns that are enough: about two lines of print, as of a long paragraph
/// ([`super::line_facts::is_paragraph`]).
const WIDTH: f64 = 160.0;

/// From 0 to 1: the mean of `min(1, sentence-ends / 2)`, `min(1, function-share / 0.1)` and
/// `min(1, width / 160)`, each weighing the same.
pub fn article_likeness(line: &str, fold: &mut FoldBuffer) -> f64 {
    let folded = fold.fold(line);
    likeness_of(&LineView::new(line, folded.text, folded.counts))
}

/// As [`article_likeness`], of a line that is folded already.
pub fn likeness_of(view: &LineView<'_>) -> f64 {
    let ends = f64::from(sentence_ends::count(view)) / ENDS;
    let letters = view.counts().letters;
    let function = share(view.layout().function, letters) / FUNCTION;
    let width = f64::from(width::width(view)) / WIDTH;
    [ends, function, width]
        .iter()
        .map(|part| part.min(1.0))
        .sum::<f64>()
        / 3.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_comes_before_widgets_in_every_script() {
        let mut fold = FoldBuffer::default();
        let mut of = |line: &str| article_likeness(line, &mut fold);
        for (text, widget) in [
            (
                "他把照片发给了我们，大家都说拍得不错。后来他又寄来了两张。",
                "分享到：微信 新浪微博 QQ空间",
            ),
            (
                "He came to the office in the morning. Nobody had told him that it was closed.",
                "Share on Facebook Twitter WhatsApp Email Print",
            ),
            (
                "Он пришёл в контору утром. Никто не сказал ему, что она закрыта.",
                "ВКонтакте Одноклассники Telegram",
            ),
        ] {
            assert!(of(text) > of(widget) + 0.4, "{} {}", of(text), of(widget));
        }
        let paragraph = "The river had risen in the night, and by the morning it stood at the steps of the mill. \
                         They carried the sacks to the loft, as they had done for as long as anybody could tell.";
        assert_eq!(of(paragraph), 1.0);
        assert_eq!(of(""), 0.0);
    }
}
