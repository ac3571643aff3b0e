"""Who speaks and about what: the questions asked before any rule is applied.

A message is judged only when it is collection or open hostility. Service messages, adverts, warnings, news, and the words of victims
and helpers stay clean however many alarming words they hold: a false accusation is worse than a miss.
"""

import re
from dataclasses import dataclass
from functools import cached_property

NUMBER = r"(?:\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十两百千几数]+)"
AMOUNT = rf"{NUMBER}\s*(?:余|多)?\s*(?:元|块|万|千|k(?![a-z])|w(?![a-z])|百|rmb)|[¥￥$]\s*\d[\d,.]*|\d[\d,]*\.\d\d(?!\d)|(?:金额|欠款|本金|欠|还|借了?)[:为是共计\s]{{0,4}}\d{{3,}}"
OVERDUE = rf"逾期(?:已|了|达|超过|长达|超)*\s*{NUMBER}\s*(?:余|多)?(?:天|日|个?月|期|年)|(?:已|拖了?|欠了?|超期)\s*{NUMBER}\s*(?:多|余)?(?:天|个月|年)(?:没还|未还|不还)"
DEBT_WORD = r"欠款|欠钱|欠债|欠账|欠我[们司]|欠了?(?=[\d一二三四五六七八九十几]|人|平台|公司|银行|别人|一屁股|好几)|借款|贷款|借的?钱|逾期|还款|还钱|还清|债务|债主|账单|本息|罚息|违约金|未还|不还|拖欠|网贷|信用卡|清偿|偿还|代偿|结清|赖账|老赖|催收|分期款|本金|负债|讨债|追债|要账|收账|欠的"
DEBT = re.compile(DEBT_WORD)
BRAND = r"[\u4e00-\u9fff]{2,6}(?:有借|速借|速贷|快贷|消费金融|小贷|小额贷款|借呗|花呗|白条|金条|分期|金融|钱包|贷(?![款记])|借条|信用卡中心|银行信用卡)|借呗|花呗|微粒贷|网商贷"

RELATION = (
    "爸爸|妈妈|父亲|母亲|爸|妈|儿子|女儿|老公|老婆|丈夫|妻子|爱人|配偶|媳妇|男友|女友|男朋友|女朋友|对象|哥哥|姐姐|弟弟|妹妹|哥|姐|弟|妹|"
    "兄弟|姐妹|朋友|同学|同事|亲戚|亲属|家属|家人|侄子|侄女|外甥|外甥女|孙子|孙女|女婿|儿媳|舅舅|叔叔|姑姑|阿姨|表哥|表弟|表姐|表妹|堂哥|堂弟|"
    "员工|下属|职工|职员|租客|邻居|室友|客户|老乡|战友|老板|领导|师傅|徒弟|学生|孩子"
)
SURNAME = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊惠甄封储靳段富焦巴弓牧山谷车侯全班仰秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲从鄂索赖卓屠蒙池乔闻党翟谭劳姬申扶堵冉宰郦雍桑桂牛寿通边扈燕尚农温庄晏瞿阎连习艾鱼容向古易慎戈廖庾终居衡步都耿满弘匡国文寇广禄东欧利师巩聂关荆"
NAME = rf"[{SURNAME}](?:某+|[\u4e00-\u9fff×x*]{{1,2}}|先生|女士|小姐|总|老师)"
READER_KIN = rf"(?:你|您|贵|咱|恁|你们|您们|您的|你的)(?:的|家|家里|那个|们)?(?:{RELATION})"
THIRD = re.compile(
    rf"{READER_KIN}|(?<![其吉])[他她](?![们人])|其(?=在|于|已|至今|欠|名下|拖欠|逾期|借|本人|未|拒|仍|尚|现|贷)|(?:{NAME})(?=[,:(\s]{{0,2}}(?:[(（]?身份证|在|于|欠|借|拖|逾|未|已|名下|的|涉|因|至今|这|是|仍|尚|贷|不还|拒|恶意|长期|系|还|把|您好?的?紧急))|该(?:客户|借款人|债务人|人|用户)|此人|这个?人|借款人|债务人|客户{NAME}|当事人|欠款人|老赖|机主|本人不还"
)
YOU_ARE_CONTACT = re.compile(
    r"紧急联系人|(?:你|您)是(?:他|她|其)的?|通讯录(?:联系人|里|好友)|作为(?:他|她|其|该)?的?(?:家属|亲属|家人|朋友|联系人|亲戚|父母|配偶)|(?:的|之)(?:家属|亲属|家人|亲友)(?:你好|您好|:|,|请|注意|收)"
)

PRESS = re.compile(
    r"(?:请|务必|必须|立即|立刻|马上|尽快|赶紧|赶快|速速?|抓紧|今[天日晚]|明天|限(?:你|您|其|他|她)?|最后|下午|中午|\d+点|之?前|再不|还不|不然|否则|逼|要求|督促|催促|敦促|务).{0,16}?(?:还款|还钱|还清|还上|还掉|处理|结清|清偿|归还|偿还|缴清|存入|兑现|协商|解决|联系|回电|回复|到案|给钱|打钱|转账|打过来|清账|面谈|拿钱|还(?:$|[!,。吧了]))|(?:还钱|还款)(?:[!。,]|$)|欠债还钱|给个说法|什么时候还|几时还|还不还|不还(?:钱|款|就|试试|的话)|拒不(?:还|处理|配合)|躲(?:着|起来|避|哪|到)|失联|装死|装聋|不接电话|关机|拉黑"
)
AGENCY = re.compile(
    r"催收|委外|外包方|法务(?:部|组|专员|人员)?|贷后|资产管理|资产保全|受.{0,14}?委托|(?:案件|专案|经办|承办|负责)(?:专员|组|经理|人)|(?:清收|追偿|风控|核查|外访|调解|信贷管理)(?:部|组|中心|专员|员|人员)|信用管理|平台(?:方|这边)|我司|我公司|我方|我们公司|我们平台|债权(?:人|方)"
)
HOSTILE = re.compile(
    r"死全家|全家死|你妈死了|操你妈|傻逼|弄死|砍死|打断|废了|杀了?你|泼(?:油漆|硫酸|粪)|花圈|寿衣|冥币|不得好死|断子绝孙|爆(?:你|他|她|光|通讯录|完|破)|呼死|让你.{0,10}(?:不得安宁|好看|身败名裂|生不如死|没法做人)|祖宗十八代|骨灰|给你收尸|贱人|贱货|婊子|畜生|狗杂种|王八蛋|不要脸|人渣|杂种|杂碎|狗东西|狗娘养|老不死|没教养|缩头乌龟|丧门星|扫把星|下三滥|白眼狼|无耻|猪狗不如|龟儿子|瓜娃子|扑街|冚家铲|仆街|鳖孙|二逼|脑残|臭不要|去死|死一户口本|出门被车撞|遭雷劈|让[^。,!]{0,6}?(?:全村|村里|全小区|所有人|亲戚|亲朋|邻居|街坊|大家|全公司|全单位|同学)[^。,!]{0,6}?(?:知道|看看|晓得)|打断|断(?:你|他)?(?:的)?(?:手|腿|脚)|砍(?:死|断|你|他|了)|剁(?:你|他|了|手)|卸(?:你|他)|不(?:再)?(?:发|爆|骚扰|打扰)[^。,!]{0,6}?通讯录|封口费|老赖|小心(?:你|走夜路)|堵(?:你|他|她)?(?:的)?(?:家)?门|裸照|遗像|肉偿|陪睡"
)

VICTIM = re.compile(
    r"(?:你们|他们|对方|催收的?|那些人)(?:再|别再|不要再|天天|一直|还在|又|总是|不停|老是|整天|已经|凭什么|为什么|怎么)[^。!]{0,16}?(?:骚扰|打扰|打电话|发短信|发信息|威胁|恐吓|爆|轰炸|联系我|找我)|"
    r"我(?:不是|又不是|并不是)(?:借款人|他|她|担保人|你们|欠款人)|我(?:不认识|跟他|和他|与他|跟她|和她|没欠|没有?借|不欠)|与我(?:无关|没关系)|跟我(?:没关系|无关|有什么关系|有啥关系)|关我(?:什么|啥|屁)事|"
    r"(?:别|不要|请勿|勿|停止|莫)(?:再)?(?:给我|来|对我|向我)?(?:打|发|联系|骚扰|打扰|烦|找)(?:我|了|电话|短信|给我)|"
    r"我(?:要|会|已|已经|就|马上|准备|打算|将|去|刚|可以|保留)[^。,!]{0,8}?(?:报警|投诉|举报|起诉你|告你们|取证|录音|截图)|(?:已经|已)(?:报警|报案|向[^。]{0,12}投诉)|"
    r"我(?:被|总被|天天被|一直被|妈被|家里?被|朋友被|同事被)[^。]{0,12}?(?:骚扰|威胁|催收|恐吓|轰炸|爆|骂)|(?:收到|接到)(?:了)?(?:很多|好多|一堆|大量|催收|骚扰|恐吓|威胁|这种|这样的|陌生)[^。]{0,10}?(?:短信|电话|信息)|"
    r"(?:催收|对方|他们|骗子|有人|人家|那边|平台)(?:的人)?(?:说|威胁|扬言|要挟|恐吓|骂|发短信说|打电话说|声称|自称|冒充)|"
    r"我(?:会|一定|保证|尽快|这周|下周|下个?月|明天|月底|发工资|凑)[^。]{0,12}?(?:还|凑)|能不能(?:宽限|分期|协商|缓)|(?:求|希望|想)(?:你们|您)?(?:宽限|分期|协商)|你(?:还好吗|没事吧|别怕|别着急|别担心|先别)|怎么(?:办|维权|投诉)|你知道(?:这事|吗)|是不是(?:你|真的)(?:借|欠)"
)
EDUCATION = re.compile(
    r"反诈|谨防|警惕|提防|小心(?:被骗|诈骗|上当)|切勿|请勿(?:相信|轻信|点击|转账|汇款|上当)|不要(?:轻信|相信|点击|上当|转账给)|诈骗(?:手段|套路|手法|案例|预警|电话提醒)|防骗|(?<!\d)96110(?!\d)|国家反诈|"
    r"普法|以案释法|法律(?:援助|科普|常识|知识|服务(?:热线|日))|案例|据(?:报道|悉|了解|介绍)|本报讯|记者|新闻|日电|判处有期徒刑|被告人|法院(?:审理|认定|判决|经审理)|依据《|根据《|第[\d一二三四五六七八九十百]+条(?:规定|之)|"
    r"(?:如|若|凡)(?:遇|果?遇到|收到|您?接到)|温馨提示[:\s].{0,30}?(?:如|请勿|谨防)|维权(?:指南|热线|途径|中心)|消费者权益|(?<!\d)123(?:78|21|15|48)(?!\d)|代理维权|公益|讲座|转发|研究|论文|培训|(?:禁止|严禁|不得|不准|杜绝)[^。]{0,16}?(?:催收|暴力|恐吓|骚扰|辱骂|威胁|第三人)|"
    r"法援|律师(?:建议|提醒|提示|您好|你好)|(?:您|你)的(?:案件|咨询|申请|委托|材料)|经办人|受援|当事人您好|已(?:为您|帮您|替您)(?:投诉|报案|提交)"
)
SERVICE = re.compile(
    r"验证码|校验码|动态码|取件码|取餐|快递|包裹|驿站|丰巢|菜鸟|签收|派送|物流|外卖(?:已|正|员)|骑手|挂号|就诊|体检|疫苗|核酸|门诊|住院|缴费成功|话费|流量|停机|宽带|电费|水费|燃气|物业费|"
    r"航班|车次|检票|酒店|订单(?:已|号)|退款|会员|积分|优惠券|红包|满减|中奖|抽奖|退订|拒收(?:请)?回|回复?(?:t|td|n|0000)(?:退|拒|[^a-z]|$)|家长会|作业|放假|开学|社保|医保|公积金|年审|违章|交通违法|入账|到账|转入|转出|支出|消费人民币|余额"
)
BANKING = re.compile(
    r"(?:本期|当期|\d+月)?(?:账单|应还|最低还款|还款日|到期还款|自动扣款|扣款)|(?:还款|扣款)成功|尾号\d{3,4}|如已还款(?:请)?(?:忽略|无视|勿理)|请忽略(?:本|此)|账单日|温馨提醒|温馨提示|贵宾|尊敬的"
)
COURT = re.compile(
    r"(?<!\d)12368(?!\d)|电子送达|送达(?:平台|地址|回证|系统)|诉讼服务|开庭(?:时间|传票|审理)?|人民法院在线服务|[(（〔\[]20\d\d[)）〕\]][\u4e00-\u9fff]?\d{2,4}?[^,。]{0,4}?[民刑执行]?[初终申再保恢]?\d+号|查收(?:诉讼)?(?:文书|材料|传票)|庭审|举证期限|应诉|答辩"
)
ADVERT = re.compile(
    r"额度|可借|可贷|最高可|利率低?至|年化|立即申请|点击(?:领取|申请|查看|链接)|秒批|秒到|下款|放款|免息|授信|办理贷款|低息|贷款(?:产品|咨询|顾问)|征信花|黑户可|无抵押|信用贷|应急周转|借钱(?:就|上|找)|提额|领取"
)
BANTER = re.compile(
    r"哈哈|嘿嘿|嘻嘻|hhh|233|开玩笑|逗你|\[(?:笑|偷笑|呲牙|捂脸)|么么哒|宝贝|亲爱的|老铁|晚上(?:吃|喝)|吃饭|请客|生日|过年|打游戏|开黑|抖音好笑|AA"
)
PRIVATE_MONEY = re.compile(
    r"上次(?:借|垫|帮)|(?:饭|房租|车票|奶茶|门票|份子|水电)钱|(?:你|您)(?:先|那|上次)?(?:垫|帮我垫)|(?:妈|爸|姐|哥|弟|妹|老婆|老公|媳妇|叔|姨|舅|姑)[,:!，]|我(?:微信|支付宝)转(?:你|给)|钱(?:转|打)(?:你|给你|过去)了|我(?:先)?借(?:你|给你)|能借我|借我(?:点|\d)|手头紧|下个?月还你|还你(?:了|钱)|不急"
)
LEGAL_HINT = re.compile(
    r"依法|法律途径|诉讼|起诉|仲裁|可能(?:会)?影响(?:您|你)的?(?:个人)?(?:征信|信用)|征信"
)


@dataclass(frozen=True)
class Speech:
    """What is known about the act of speech in one normalised text sent to `recipient`."""

    text: str
    recipient: str

    @cached_property
    def third(self) -> re.Match[str] | None:
        """Words that show that somebody else than the reader is the debtor."""
        return YOU_ARE_CONTACT.search(self.text) or THIRD.search(self.text)

    @cached_property
    def debt(self) -> re.Match[str] | None:
        return DEBT.search(self.text)

    @cached_property
    def pressure(self) -> re.Match[str] | None:
        return PRESS.search(self.text)

    @cached_property
    def agency(self) -> re.Match[str] | None:
        return AGENCY.search(self.text)

    @cached_property
    def hostility(self) -> re.Match[str] | None:
        return HOSTILE.search(self.text)

    @cached_property
    def is_collection(self) -> bool:
        """Somebody collects a debt, or is openly hostile about one."""
        if self.is_harmless:
            return False
        about_money = bool(self.debt and (self.pressure or self.third or self.agency or self.hostility))
        return about_money or bool(self.agency and self.pressure) or bool(self.hostility)

    @cached_property
    def is_worth_reading(self) -> bool:
        """Debt, hostility or an agency's demand is in the text, and nothing shows that it is harmless."""
        return not self.is_harmless and bool(self.debt or self.hostility or (self.agency and self.pressure))

    @cached_property
    def is_harmless(self) -> bool:
        """The words of a victim or helper, a warning, a service message, an advert, a genuine reminder, private talk."""
        if VICTIM.search(self.text) or EDUCATION.search(self.text):
            return True
        if self.hostility:
            return bool(BANTER.search(self.text))
        demands = bool(self.debt and self.pressure)
        tells_on = bool(self.debt and self.third)
        if PRIVATE_MONEY.search(self.text) and not self.agency:
            return True
        if COURT.search(self.text):
            return not (demands and re.search(r"还款|还钱|结清|撤案|撤诉", self.text))
        if ADVERT.search(self.text) and not re.search(r"逾期\d|逾期未|拖欠|欠款\d|不还", self.text):
            return True
        if SERVICE.search(self.text):
            return not (demands or tells_on) or (bool(re.search(r"退订|拒收", self.text)) and not tells_on)
        return self.is_reminder

    @cached_property
    def is_reminder(self) -> bool:
        """A lender's ordinary reminder to its own debtor."""
        return (
            bool(BANKING.search(self.text))
            and not self.third
            and not self.hostility
            and self.recipient in {"client", "unknown", "guarantor"}
        )
