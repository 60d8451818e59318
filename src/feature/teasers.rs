//! Headings above teasers: lists of other pages, whose first sentences read like any text.
//!
//! A teaser is a headline and the first sentences of another article, so nothing in it says that it
//! is not part of the page. The heading above the list does, if most of the page's text stands
//! before it; at the top of a page the same words head a menu, and text follows.

use super::comments::thread as of_document;
use super::text_around::ratio;
use super::{DocumentFacts, Feature, distances};

/// Columns above which a line is no heading: a few words, and perhaps the name of a section.
pub(super) const WIDEST: u32 = 48;

/// Share of the columns of all paragraphs that stand before a heading that counts: half, so that
/// there is no more text after it than before it.
const HALF: f64 = 0.5;

/// What such headings say, in folded text: “related articles”, “most popular”, “you may also like”,
/// “more from this section”, “recommended for you”.
pub(super) const HEADS: [&str; 8] = [
    r"^\W*(?:related|similar|recommended|suggested|featured|popular|trending|latest|recent|other|top|more|most recent|further|editor'?s'? picks?:?)(?: \w+)? (?:articles?|stories|posts?|news|reading|reads|headlines|links|content|coverage|topics|items|videos?|questions|products|entries|features|picks)(?: (?:in|on|from|by|about|for) .{2,24})?\W*$",
    r"^\W*(?:related|recommended|trending(?: now)?|elsewhere|headlines|what to read next|read next|up next|keep reading|don't miss|most (?:read|popular|viewed|emailed|e-mailed|commented|shared|discussed|blogged|watched)(?: .{2,20})?|(?:more|also|latest|elsewhere) (?:from|in|on|at) .{2,32}|recommended for you|(?:you|readers) (?:may|might|also) (?:also )?(?:like|liked|enjoy|be interested in)|you may have missed|from (?:the|our|around the) (?:web|blog|blogs|archives?|partners?|network)|around the (?:web|network)|in (?:this section|other news)|people also (?:read|viewed))\W*$",
    r"^\W*(?:(?:相关|推荐|热门|最新|延伸|更多|精彩|热点|关联|同类|扩展|热文|今日|本周|近期|其他|其它|往期|编辑|随机|专题)(?:相关|精彩|热门|最新|推荐)?(?:阅读|文章|新闻|推荐|报道|资讯|内容|资料|话题|链接|专题|视频|帖子|回顾|排行|精选|头条|要闻|图片|博文|日志|下载|信息)(?:推荐|排行)?|猜你喜欢|大家都在看|你可能.{2,6}|您可能.{2,6}|为[你您]推荐|看过.{2,6}还看过?|热门排行|点击排行|阅读排行|(?:查看|浏览)更多)\W*$",
    r"^\W*(?:(?:関连|おすすめ|人気|最新|新着|注目|话题|あわせて読みたい|こちらも|この著者|他)(?:の)?(?:记事|ニュース|リンク|ランキング|コンテンツ|情报|トピックス)?(?:一覧|ランキング)?|(?:관련|추천|인기|최신|많이 본|주요|다른|이 시각|실시간)\s?(?:기사|뉴스|글|콘텐츠|포스트|영상|이슈|주요뉴스))\W*$",
    r"^\W*(?:(?:похожие|связанные|другие|последние|популярные|рекомендуемые|свежие|ещ[её])(?: \w+)? (?:статьи|материалы|новости|записи|публикации|посты|темы|сообщения)|(?:читайте|смотрите|читать) (?:также|ещ[её]|далее|по теме)|по теме|(?:вам )?(?:может|могут) (?:быть )?(?:также )?(?:интересно|понравиться|заинтересовать)|самое (?:читаемое|популярное|обсуждаемое|интересное)|материалы по теме|новости (?:партн[её]ров|по теме)|рекомендуем)\W*$",
    r"^\W*(?:(?:artículos|noticias|entradas|publicaciones|contenidos?|artigos|notícias|matérias|postagens|posts|conteúdos?|articoli|notizie|contenuti) (?:relacionad[oa]s|recomendad[oa]s|recientes|recentes|similares|populares|destacad[oa]s|correlati|consigliati|recenti|simili|más leíd[oa]s|mais lid[oa]s|più letti)|relacionad[oa]s|(?:lo )?más (?:leído|visto|popular|noticias|sobre .{2,24})|(?:as )?mais (?:lidas|vistas|populares|notícias)|te puede interesar|también (?:te )?puede (?:interesarte?|gustarte?)|leia (?:também|mais)|veja (?:também|mais)|lea también|você (?:pode|também pode) (?:gostar|se interessar).{0,12}|leggi anche|ti potrebbe(?:ro)? (?:anche )?(?:interessare|piacere)|potrebbe interessarti|ultime notizie|últimas noticias|últimas notícias)\W*$",
    r"^\W*(?:(?:ähnliche|verwandte|weitere|neueste|aktuelle|beliebte|meistgelesene|passende|mehr) (?:artikel|beiträge|themen|nachrichten|meldungen|inhalte|news|links)|(?:mehr|auch) zum thema|das könnte (?:sie|dich|ihnen) auch (?:interessieren|gefallen)|lesen sie auch|meistgelesen|mehr (?:aus|von) .{2,24}|(?:articles?|contenus?|actualités|sujets) (?:similaires?|liés?|connexes?|récents?|populaires?|associés?|recommandés?)|à lire (?:aussi|également|ensuite)|lire aussi|sur le même (?:sujet|thème)|vous (?:aimerez|pourriez) (?:aussi|également|aimer).{0,14}|les plus lus|dans la même rubrique|(?:podobne|powiązane|polecane|najnowsze|najpopularniejsze|inne) (?:artykuły|wpisy|tematy|wiadomości|posty)|czytaj (?:także|też|również)|zobacz (?:także|też|również)|przeczytaj (?:także|też|również)|może cię zainteresować)\W*$",
    r"^\W*(?:(?:ilgili|benzer|diğer|son|popüler|önerilen) (?:haberler|yazılar|makaleler|içerikler|konular)|bunlar da ilginizi çekebilir|ilginizi çekebilir|çok okunanlar|(?:artikel|berita|postingan) (?:terkait|terbaru|lainnya|populer|rekomendasi|menarik lainnya)|baca juga|terpopuler|terkini|rekomendasi(?: untuk anda)?|(?:bài viết|tin|tin tức|tin bài|bài) (?:liên quan|mới nhất|khác|nổi bật|cùng chuyên mục|xem nhiều)|có thể bạn (?:quan tâm|thích)|đọc thêm|xem thêm|(?:مقالات|مواضيع|أخبار|اخبار) (?:ذات صلة|مشابهة|متعلقة|أخرى)|اقرأ أيضا|(?:ข่าว|บทความ|เรื่อง)(?:ที่เกี่ยวข้อง|ล่าสุด|แนะนำ|ยอดนิยม)|संबंधित (?:खबरें|लेख|समाचार)|यह भी पढ़ें)\W*$",
];

/// The nearest heading before a line, as the distance to it, if there is one.
fn heading_before(document: &DocumentFacts, line: usize) -> Option<usize> {
    let distance = document.nearest_teasers.before(line);
    (distance < distances::NOWHERE).then(|| line - distance as usize)
}

/// The share of the columns of all paragraphs that stands before a line.
fn share_before(document: &DocumentFacts, line: usize) -> f64 {
    ratio(document.paragraphs.before(line), document.paragraphs.all())
}

pub(super) const SHARE_BEFORE: Feature = of_document(
    "text-share-before-teasers",
    "Share (0 to 1) of the columns of all paragraphs that stands before the nearest heading above teasers, for lines after it; -1 for lines without one before them.",
    |document, line| {
        heading_before(document, line).map_or(-1.0, |heading| share_before(document, heading))
    },
);
pub(super) const SINCE: Feature = of_document(
    "teasers-heading-before",
    "Lines back to the nearest heading above teasers, if half of the columns of all paragraphs stand before it; 999 if not or if there is none.",
    |document, line| match heading_before(document, line) {
        Some(heading) if share_before(document, heading) >= HALF => (line - heading) as f64,
        _ => distances::NOWHERE,
    },
);

#[cfg(test)]
mod tests {
    use super::super::{LineFacts, Measure};
    use super::*;

    #[test]
    fn lines_know_the_heading_above_them() {
        let mut document = DocumentFacts::default();
        for (teasers, paragraph) in [
            (true, false),
            (false, true),
            (false, true),
            (true, false),
            (false, true),
        ] {
            document.push(LineFacts {
                teasers,
                paragraph,
                width: 100,
                ..LineFacts::default()
            });
        }
        document.total();
        let measured = |feature: Feature, line: usize| match feature.measure {
            Measure::LineInDocument(measure) => measure(&document, line),
            _ => f64::NAN,
        };
        assert_eq!(measured(SHARE_BEFORE, 0), -1.0);
        assert_eq!([1, 2, 3].map(|line| measured(SHARE_BEFORE, line)), [0.0; 3]);
        assert_eq!([1, 2, 3].map(|line| measured(SINCE, line)), [999.0; 3]);
        assert!((measured(SHARE_BEFORE, 4) - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(measured(SINCE, 4), 1.0);
    }
}
