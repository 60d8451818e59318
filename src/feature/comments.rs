//! Threads of comments: paragraphs that are not the page's own.
//!
//! Comments read like text; what gives them away is what the program puts around them: who
//! wrote when, a button to answer, a heading with their number. In a forum such marks begin at
//! the top of the page; below an article they begin where it has ended.

use std::sync::LazyLock;

use super::view::LineView;
use super::{DocumentFacts, Feature, Stage, dates, teasers, width};
use crate::text::guarded::Guarded;

/// Columns above which a line is no mark: a name, a date and a few buttons fit in.
const MARK: u32 = 90;
/// Columns above which a line is no heading.
const HEADING: u32 = 60;

/// What a line is in a thread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Thread {
    /// Who wrote when, or a button to answer.
    pub mark: bool,
    /// A heading above comments, or above the form for them.
    pub heading: bool,
}

/// `12 comments`, `Leave a reply`, `评论(3)`.
const HEADS: [&str; 6] = [
    r"^\W*(?:\d[\d,.]*\s?)?(?:(?:reader|user|latest|recent|all|view|show|read|post)\s)?(?:comments?|responses?|replies|reactions?|thoughts on|discussion)(?:\s?[\(\[:]?\s?\d*\s?[\)\]]?|\s(?:to|on)\s.*)?\W*$",
    r"\d+\s(?:comments|responses|replies|thoughts)(?:\W|$)",
    r"^\W*(?:leave|post|add|write|submit|join)\s(?:a|an|your|the)?\s?(?:comment|reply|response|discussion|conversation)",
    r"^\W*(?:\d+\s)?(?:kommentare?|commentaires?|réactions?|comentarios?|comentários?|commenti|komentarz[ey]?|комментари[ийяев]+|yorum(?:lar)?|komentar|bình luận|コメント|トラックバック|댓글|ความคิดเห็น|التعليقات|टिप्पणियाँ)(?:\s?[\(\[:]?\s?\d+\s?[\)\]]?)?\W*$",
    r"^\W*(?:网友|最新|热门|全部|精彩|用户|读者)?(?:评论|留言|跟帖|点评)(?:区|列表)?\s?(?:[\(\[(【共:]?\s?\d+\s?[条楼个]?\s?[\)\])】]?)?\W*$",
    r"^(?:发表|我要|我来|添加)(?:评论|留言|回复|说两句)",
];

/// The line ends with somebody speaking, is a button, or says who wrote it where.
const SPEAKS: [&str; 9] = [
    r"(?:^|\s)(?:says?|said|writes?|wrote|schreibt|schrieb|sagt|meint|dice|dijo|escribió|disse|escreveu|a écrit|dit|scrive|ha scritto|pisze|napisał\(?a?\)?|пишет|написал\(?а?\)?|yazdı|diyor ki|menulis|berkata)\s?:?\s*$",
    r"^\W*(?:reply|reply to this(?: comment)?|quote|permalink|report(?: abuse)?|flag(?: as inappropriate)?|like|upvote|link to this|antworten|melden|responder|citar|répondre|signaler|rispondi|odpowiedz|cytuj|ответить|цитировать|пожаловаться|yanıtla|cevapla|balas|trả lời|返信|答复|回复|举报|引用|支持|답글|신고|ตอบ|رد|जवाब)\s?(?:\(?\d+\)?)?\W*$",
    r"^.{1,49}\W(?:says|said|wrote|writes|commented|replied|responded)\s?(?:on .{4,40}|at .{4,30}|\.\.\.|…|:)*:?\s*$",
    r"^\W*(?:posted|comment|commented|reported|written|submitted|reply) (?:by|from)\s*:?\s*.{2,60}$",
    r"^[\W_]*(?:reply|respond|quote|permalink|flag|report|delete|edit|link|parent|recommend|like)(?:[\W_]+(?:to this comment|to this|to|reply|quote|permalink|flag|report|delete|edit|link|parent|recommend|like|share|thread|this|abuse|comment|post))+[\W_]*$",
    r"\[\s?(?:reply|link|permalink|quote)\s?\]",
    r"\(score:\s?-?\d",
    r"^#?[0-9]{0,3}[0-9](?:楼|樓|f|#)",
    r"(?:沙发|板凳|地板)$",
];

/// The heads, what speaks, and the heads of teasers, for which the same lines are looked at.
static WORDS: LazyLock<Option<Guarded>> =
    LazyLock::new(|| Guarded::new(HEADS.into_iter().chain(SPEAKS).chain(teasers::HEADS)));

/// Where in them the heads of teasers begin.
const TEASERS: usize = HEADS.len() + SPEAKS.len();

/// Looks at one line: what it is in a thread, and whether it is a heading above teasers.
pub fn look(view: &LineView<'_>) -> (Thread, bool) {
    let width = width::width(view);
    if width > MARK {
        return Default::default();
    }
    let looked = WORDS.as_ref().and_then(|words| {
        let possible = words.possible(view.folded)?;
        let heads = width <= HEADING && possible.is_match(..HEADS.len());
        let speaks = !heads && possible.is_match(HEADS.len()..TEASERS);
        let teasers = width <= teasers::WIDEST && possible.is_match(TEASERS..);
        Some((heads, speaks, teasers))
    });
    let (heading, speaks, teasers) = looked.unwrap_or_default();
    let mark = !heading && (speaks || dates::any(view));
    (Thread { mark, heading }, teasers)
}

pub(super) const fn thread(
    name: &'static str,
    summary: &'static str,
    measure: fn(&DocumentFacts, usize) -> f64,
) -> Feature {
    Feature::in_document(name, summary, Stage::Document, measure)
}

pub(super) const MARK_OWN: Feature = thread(
    "comment-mark",
    "2 if the line reads like a heading above comments, 1 if like who wrote a comment when or a button to answer, else 0.",
    |document, line| {
        let line = &document.lines[line];
        f64::from(u8::from(line.thread.mark) + 2 * u8::from(line.thread.heading))
    },
);
pub(super) const MARKS_8: Feature = thread(
    "comment-marks-8",
    "Lines up to 8 away that read like who wrote a comment when or a button to answer, the line itself left out.",
    |document, line| document.marks.others(line, 8),
);
pub(super) const MARKS_BEFORE: Feature = thread(
    "comment-marks-before",
    "Lines anywhere before that read like who wrote a comment when or a button to answer.",
    |document, line| document.marks.before(line),
);
pub(super) const MARKS_AFTER: Feature = thread(
    "comment-marks-after",
    "Lines anywhere after that read like who wrote a comment when or a button to answer.",
    |document, line| document.marks.all() - document.marks.before(line + 1),
);
pub(super) const HEADED: Feature = thread(
    "text-before-comments",
    "Columns of paragraphs before the first heading above comments, for lines after it; -1 for lines before it or without one.",
    |document, line| match document.first_heading {
        Some(heading) if heading < line => document.paragraphs.before(heading),
        _ => -1.0,
    },
);
pub(super) const BEFORE_SHARE: Feature = thread(
    "text-share-before-comments",
    "The same as a share (0 to 1) of the columns of all paragraphs.",
    |document, line| match document.first_heading {
        Some(heading) if heading < line => super::text_around::ratio(
            document.paragraphs.before(heading),
            document.paragraphs.all(),
        ),
        _ => -1.0,
    },
);
pub(super) const SINCE_HEADING: Feature = thread(
    "comments-heading-before",
    "Lines back to the nearest heading above comments; 999 if there is none.",
    |document, line| document.nearest_heading.before(line),
);
pub(super) const UNTIL_HEADING: Feature = thread(
    "comments-heading-after",
    "Lines on to the nearest heading above comments; 999 if there is none.",
    |document, line| document.nearest_heading.after(line),
);
pub(super) const DOCUMENT_MARKS: Feature = Feature::document(
    "document-comment-marks",
    "Lines that read like who wrote a comment when or a button to answer, as a share of the document's non-blank lines.",
    Stage::Document,
    |document| super::text_around::ratio(document.marks.all(), document.lines.len() as f64),
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold::FoldBuffer;

    fn thread(line: &str) -> Thread {
        let mut buffer = FoldBuffer::default();
        let folded = buffer.fold(line);
        look(&LineView::new(line, folded.text, folded.counts)).0
    }

    #[test]
    fn headings_above_teasers_of_several_languages() {
        let mut buffer = FoldBuffer::default();
        let mut is_heading = |line: &str| {
            let folded = buffer.fold(line);
            look(&LineView::new(line, folded.text, folded.counts)).1
        };
        for line in [
            "Related Articles",
            "MORE STORIES:",
            "You may also like",
            "Most Popular",
            "More from the Dunton Courier",
            "相关阅读",
            "相關新聞",
            "猜你喜欢：",
            "関連記事",
            "관련 기사",
            "Читайте также",
            "Te puede interesar",
            "Leia também",
            "Leggi anche",
            "Das könnte Sie auch interessieren",
            "À lire aussi",
            "Czytaj także:",
            "İlgili haberler",
            "Bài viết liên quan",
            "Berita terkait",
        ] {
            assert!(is_heading(line), "{line}");
        }
        for line in [
            "More and more towns build bridges.",
            "Relatives of the mayor",
            "The latest news was bad.",
            "相关部门表示",
            "Ещё одна история",
        ] {
            assert!(!is_heading(line), "{line}");
        }
    }

    #[test]
    fn marks_and_headings_of_several_languages() {
        assert!(WORDS.is_some());
        for form in HEADS.into_iter().chain(SPEAKS).chain(teasers::HEADS) {
            assert!(regex::Regex::new(form).is_ok(), "{form}");
        }
        for line in [
            "Anna Smith says:",
            "Reply",
            "March 4, 2012 at 12:30",
            "回复",
            "3 hours ago",
            "Иван пишет:",
        ] {
            assert_eq!(
                thread(line),
                Thread {
                    mark: true,
                    heading: false
                },
                "{line}"
            );
        }
        for line in [
            "12 Comments",
            "Leave a Reply",
            "评论(3)",
            "Comentarios",
            "5 Responses to “A walk”",
            "コメント",
        ] {
            assert_eq!(
                thread(line),
                Thread {
                    mark: false,
                    heading: true
                },
                "{line}"
            );
        }
        for line in [
            "He came by bus.",
            "The comments of the court were short.",
            "他回复说不来了。",
            "",
        ] {
            assert_eq!(thread(line), Thread::default(), "{line}");
        }
    }
}
