"""Made-up documents as the web and offices give them: menus, headings, tables, enclosed documents, mixed numbering."""

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>关于印发柳溪县公厕开放办法的通知_柳溪县人民政府网</title>
<meta name="ArticleTitle" content="柳溪县人民政府办公室关于印发柳溪县公厕开放办法的通知"></head><body>
<div class="topbar">欢迎访问柳溪县人民政府网站！今天是星期一，请您登录，或者注册。</div>
<ul class="nav"><li><a href="/">首页</a></li><li><a href="/xxgk">信息公开</a></li><li><a href="/hd">互动交流</a></li></ul>
<div class="breadcrumb">您的位置：<a href="/">首页</a> &gt; <a href="/zc">政策文件</a></div>
<div class="wrap"><div class="left-menu"><a href="#">机构概况</a><a href="#">政策</a></div>
<div class="detail"><h1>柳溪县人民政府办公室关于印发柳溪县公厕开放办法的通知</h1>
<table class="info"><tr><td>索引号：</td><td>LX001/2022-00012</td><td>发布机构：</td><td>柳溪县人民政府办公室</td></tr>
<tr><td>发文字号：</td><td>柳政办发〔2022〕8号</td><td>发布日期：</td><td>2022-03-05</td></tr></table>
<div class="source">来源：县政府办 发布时间：2022-03-05 浏览次数：321 字体：[大 中 小]</div>
<div class="share"><a href="#">微信</a><a href="#">微博</a> 分享到：</div>
<div id="zoom"><p style="text-align:center">柳政办发〔2022〕8号</p>
<p>各乡镇人民政府，县政府各部门：</p><p>　　现将《柳溪县公厕开放办法》印发给你们，请认真贯彻执行。</p>
<p style="text-align:right">柳溪县人民政府办公室</p><p style="text-align:right">2022年3月5日</p>
<p style="text-align:center"><strong>柳溪县公厕开放办法</strong></p><p>第一章　总　则</p>
<p>　　<strong>第一条</strong>　为了方便群众如厕，制定本办法。</p>
<p>　　<strong>第二条</strong>　机关、学校的公厕按照下列时间开放：<br>（一）机关的公厕，工作日八时至十八时；<br>（二）学校的公厕，<span>节</span><span>假日</span>全天。</p>
<p>第二章　管　理</p><p>　　第三条　开放时间见下表：</p>
<table border="1"><tr><th>单位</th><th>时间</th><th>电话</th></tr><tr><td rowspan="2">文化馆</td><td>夏季六时至二十二时</td><td>0000001</td></tr>
<tr><td>冬季七时至二十一时</td><td>0000002</td></tr></table>
<p>　　第四条　公厕不得收费。第三条规定的时间可以延长。</p><p>第五条　本办法自2022年4月1日起施行，有效期五年。</p></div>
<div class="prev">上一篇：<a href="#">关于路灯的通知</a></div></div></div>
<div class="footer">主办：柳溪县人民政府办公室，备案号：000000，地址：柳溪县大街1号。联系我们，网站地图。</div>
<script>var a = "第九条 不要读我。";</script></body></html>"""

NOTICE = """柳溪县教育局文件
柳教发〔2021〕3号

柳溪县教育局
关于做好校服管理工作的通知

各中小学：
    为规范校服管理，现将有关事项通知如下：
一、选用原则
（一）自愿购买。学生自愿购买，学校不得强制。
1.可以自行按照款式缝制；
2.可以使用往届校服。
（二）公开透明。选用结果公示五个工作日。
二、价格。春秋装每套不超过一百二十元。
三、监督
    县教育局设监督电话。
（三）定期检查。每学期检查一次。
五、其他
本通知自印发之日起施行。

附件：1．校服价格表
      2．监督电话

柳溪县教育局
二〇二一年九月一日

附件1
校服价格表
款式\t价格\t备注
春秋装\t120元\t两件
冬装\t180元\t
附件2
监督电话
监督电话0000003，工作日接听。
抄送：县纪委监委。
"""

ENCLOSED = """柳溪县人民政府关于印发志愿服务三项制度的通知
柳政发〔2020〕1号
各乡镇人民政府：
现将三项制度印发给你们，请遵照执行。
柳溪县人民政府
2020年1月2日
柳溪县志愿者登记制度
第一条 志愿者在镇便民中心登记。
第二条 登记不收费用。
柳溪县志愿者培训制度
第一条 志愿者每年培训两次。
第二条 培训由县团委负责。
柳溪县志愿者表彰制度
一、每年三月表彰一次。
二、名单公示七天。
"""

OLD_REGULATION = """中华人民共和国政府信息公开条例
（2007年4月5日中华人民共和国国务院令第492号公布 自2008年5月1日起施行）
第一章 总则
第一条 为了保障公民依法获取政府信息，制定本条例。
第二十四条 行政机关收到政府信息公开申请，不能当场答复的，应当自收到申请之日起15个工作日内予以答复。
第三十八条 本条例自2008年5月1日起施行。
"""
