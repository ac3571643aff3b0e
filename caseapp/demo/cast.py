"""Who and what the fictional world consists of."""

from dataclasses import dataclass

PASSWORD = "yunlan-demo-2026"  # noqa: S105  # printed on purpose: the accounts of a fictional world


@dataclass(frozen=True)
class Office:
    """A fictional organisation: its people as (user name, name, role)."""

    slug: str
    name: str
    kind: str
    prefix: str
    region: str
    case_count: int
    people: tuple[tuple[str, str, str], ...]


OFFICES = (
    Office(
        slug="yunlan",
        name="云澜市法律援助中心",
        kind="legal_aid_centre",
        prefix="YL",
        region="330100",
        case_count=230,
        people=(
            ("chensiqi", "陈思齐", "caseworker"),
            ("luwanqing", "陆晚晴", "caseworker"),
            ("zhoumingyuan", "周明远", "lawyer"),
            ("linruoxi", "林若溪", "supervisor"),
            ("fangzhihang", "方之航", "administrator"),
        ),
    ),
    Office(
        slug="beian",
        name="北岸律师事务所",
        kind="law_firm",
        prefix="BA",
        region="320500",
        case_count=110,
        people=(
            ("hejinan", "贺锦安", "caseworker"),
            ("shenyubai", "沈予白", "lawyer"),
            ("taoran", "陶然", "supervisor"),
            ("yuxingzhou", "喻行舟", "administrator"),
        ),
    ),
)


@dataclass(frozen=True)
class FictionalLender:
    """`weight`: how often clients owe to it; `mean`: confirmed contact-list incidents per client; shares of what they hold."""

    name: str
    licence: str
    products: tuple[str, ...]
    weight: float
    mean: float
    threat: float
    night: float


LENDERS = (
    FictionalLender("灰雁消费金融有限公司", "consumer_finance", ("灰雁有借", "灰雁花"), 17, 7.5, 0.31, 0.26),
    FictionalLender("星屿银行股份有限公司", "bank", ("星屿信用卡",), 15, 1.6, 0.05, 0.05),
    FictionalLender("麦垛消费金融有限公司", "consumer_finance", ("麦垛分期",), 13, 4.1, 0.22, 0.18),
    FictionalLender("南枝消费金融有限公司", "consumer_finance", ("南枝借",), 11, 3.4, 0.19, 0.20),
    FictionalLender("苔原银行股份有限公司", "bank", ("苔原快贷",), 10, 2.2, 0.09, 0.06),
    FictionalLender("橘灯网络小额贷款有限公司", "online_microlender", ("橘灯速借",), 9, 9.2, 0.44, 0.35),
    FictionalLender("墨鲸消费金融有限公司", "consumer_finance", ("墨鲸钱包",), 7, 3.0, 0.18, 0.14),
    FictionalLender("竹筏汽车金融有限公司", "auto_finance", ("竹筏车贷",), 5, 1.9, 0.14, 0.11),
    FictionalLender("山雀小额贷款有限公司", "microlender", ("山雀应急",), 5, 7.0, 0.38, 0.29),
    FictionalLender("石榴籽小额贷款有限公司", "microlender", ("石榴周转",), 4, 4.4, 0.41, 0.24),
    FictionalLender("渡鸦速贷", "unlicensed", ("渡鸦速贷",), 4, 11.0, 0.71, 0.52),
    FictionalLender("青苇小额贷款有限公司", "microlender", ("青苇花",), 1.2, 6.0, 0.30, 0.20),
    FictionalLender("云梯借款", "unlicensed", ("云梯借款",), 0.8, 3.0, 0.30, 0.20),
)
PLATFORM = ("芦苇普惠信息科技有限公司", "芦苇借")
AGENCIES = (
    ("衡岳信用管理有限公司", "衡信通", ("灰雁消费金融有限公司", "麦垛消费金融有限公司")),
    ("铭川信息服务有限公司", "铭川", ("灰雁消费金融有限公司", "橘灯网络小额贷款有限公司")),
    ("拓远商务咨询有限公司", "拓远", ("山雀小额贷款有限公司",)),
)

SURNAMES = "何孟宋白崔江罗蒋叶邓谢段唐韩冯曹彭曾萧田董潘袁于余"
GIVEN = (
    "小宁",
    "静",
    "以安",
    "晓峰",
    "嘉禾",
    "雨桐",
    "平",
    "文燕",
    "子墨",
    "思远",
    "若水",
    "明轩",
    "兰",
    "志鹏",
    "婉清",
    "国栋",
    "一帆",
    "佳琪",
    "浩然",
    "梦瑶",
)
RELATIONS = (
    ("parent", ("妈妈", "爸爸")), ("spouse", ("爱人",)), ("sibling", ("姐姐", "弟弟")), ("friend", ("朋友小吴", "室友")),
    ("colleague", ("同事小李", "部门经理", "前同事")), ("classmate", ("同学赵鹏", "老班长")), ("neighbour", ("房东",)), ("relative", ("表哥", "舅妈")),
)  # fmt: skip

# What collectors write in this world, by kinds of violation; {who} is the client as the sender names them.
WORDINGS = (
    (("V01", "V02"), "【{sign}】{who}的家属：其在{brand}借款{amount}元已逾期{days}天，请您今日督促其还款。"),
    (
        ("V01", "V02", "V06"),
        "【{sign}】{who}欠{brand}{amount}元拒不归还，今天再不处理，我们就上门走访并到他单位。",
    ),
    (("V01", "V02", "V04"), "{who}这个老赖欠{amount}元不还，你们一家人都不要脸吗，转告他马上还钱"),
    (("V01",), "您好，请转告{who}尽快联系我司处理个人事务并还清欠款，您是他的紧急联系人。"),
    (("V01", "V06"), "你不让{who}还钱，就等着全村人都知道，下一个就找你单位领导"),
    (
        ("V01", "V02", "V16"),
        "{who}逾期{days}天，{amount}元，再不还将影响其子女上学和家人征信，请家属代为处理。",
    ),
    (("V01", "V09"), "我是{city}公安分局民警，{who}涉嫌贷款诈骗已立案，家属通知其今日到案还款。"),
)
