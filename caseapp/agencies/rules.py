"""Names of companies: what remains of them when legal form and filler words go."""

import re
import unicodedata

_FORMS = re.compile(
    r"(股份有限责任公司|有限责任公司|股份有限公司|集团有限公司|股份公司|有限公司|集团公司|公司|集团|"
    r"信息技术|网络科技|信息科技|数字科技|科技|信息服务|网络技术|技术服务|咨询服务|企业管理|商务服务)$"
)
_REGIONS = re.compile(
    r"^(中国|北京|上海|天津|重庆|深圳|广州|杭州|南京|福州|成都|四川|浙江|江苏|广东|福建|湖北|湖南|河南|河北|陕西|山东)(省|市)?(?=.{3,})"
)


def company_stem(name: str) -> str:
    """The part of a company's name that people remember: 北京快乐时代科技发展有限公司 → 快乐时代科技发展.

    Full-width letters become plain, brackets with their content and spaces go, then a leading region and trailing legal
    forms, as long as at least two characters remain.
    """
    text = unicodedata.normalize("NFKC", name).lower()
    text = re.sub(r"\([^)]*\)|[\s·・•\-_.,，。、【】\[\]\"'“”]", "", text)
    for pattern in (_REGIONS, _FORMS, _FORMS):
        shorter = pattern.sub("", text)
        if len(shorter) >= 2:
            text = shorter
    return text
